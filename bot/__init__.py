"""The process and the platforms: the only place with network and asyncio."""

"""Text to records. Pure: no database, no network, no clock of its own.

``reader.read(text, surroundings)`` answers what a message means, ``dates.find_dates`` what the dates in it mean. The contract of both is the
parse contract, shown to people and programs by ``python -m bot parse`` and ``python -m bot dates``.
"""

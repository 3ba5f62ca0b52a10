"""The terminal as a platform: conversations by hand, and scripted ones for the tests."""

"""What each message means and does. Knows no platform, and does no I/O but the session that it is given."""

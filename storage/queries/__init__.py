"""Named questions to the tables. Each takes the session, which scopes it to its workspace, first."""

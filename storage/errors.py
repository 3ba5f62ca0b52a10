"""What storage refuses.

StorageError
├── UnscopedError      a query over a workspace's table in a session that belongs to no workspace
├── ForeignRowError    a row of another workspace was about to be written
├── ChangedSinceError  what was to be undone has been changed or built upon since
└── NotMigratedError   the database is not at the version that this code needs
"""


class StorageError(Exception):
    """Storage refused to go on."""


class UnscopedError(StorageError):
    """A query over a workspace's table needs a session of that workspace."""


class ForeignRowError(StorageError):
    """The row belongs to another workspace."""


class ChangedSinceError(StorageError):
    """The record has been changed or built upon since."""


class NotMigratedError(StorageError):
    """The database is not at the version that this code needs: run ``python -m bot migrate``."""

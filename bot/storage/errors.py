"""What can go wrong with the database, in words for whoever runs the bot."""


class StorageError(Exception):
    """The database can't be used; the text says why and what to do."""


class UnusableError(StorageError):
    """The file, or the disk it is on, fails: nothing that the bot asked for was wrong."""


class LeaseLostError(StorageError):
    """Another process has taken over the dispatch: this one must not post any more."""

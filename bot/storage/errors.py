"""What can go wrong with the database, in words for whoever runs the bot."""


class StorageError(Exception):
    """The database can't be used; the text says why and what to do."""


class LeaseLostError(StorageError):
    """Another process has taken over the dispatch: this one must not post any more."""

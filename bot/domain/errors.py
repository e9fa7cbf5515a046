"""The one error that is meant for a person."""


class RefusalError(Exception):
    """Something a member asked for can't be done.

    Its text is one kind sentence that says what to do instead; it is shown as it is.
    """

    @property
    def sentence(self) -> str:
        """The sentence for the member."""
        return str(self)

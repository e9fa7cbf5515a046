"""What Discord calls its refusals: the codes of its answers that mean something of their own."""

from typing import Final

UNKNOWN_CHANNEL: Final = 10003
"""The channel or thread is gone."""
UNKNOWN_MEMBER: Final = 10007
UNKNOWN_MESSAGE: Final = 10008
UNKNOWN_USER: Final = 10013
TOO_MANY_MEMBERS: Final = 30033
"""A thread holds no more people."""
ARCHIVED: Final = 50083
"""The thread was put away; it has to be opened first."""
THREAD_EXISTS: Final = 160004
"""The message has a thread already."""

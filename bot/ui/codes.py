"""What Discord calls its refusals: the codes of its answers that mean something of their own."""

from typing import Final

UNKNOWN_CHANNEL: Final = 10003
"""The channel or thread is gone."""
UNKNOWN_GUILD: Final = 10004
"""The bot is not in the server (any more), or the server is gone."""
UNKNOWN_MEMBER: Final = 10007
UNKNOWN_MESSAGE: Final = 10008
UNKNOWN_USER: Final = 10013
TOO_MANY_MEMBERS: Final = 30033
"""A thread holds no more people."""
BLOCKED: Final = 40333
"""What stands before Discord did not let a request through, as in some of its outages (403)."""
NO_SHARED_SERVER: Final = 50278
"""A private message to somebody with whom the bot shares no server (any more)."""
ARCHIVED: Final = 50083
"""The thread was put away; it has to be opened first."""
THREAD_EXISTS: Final = 160004
"""The message has a thread already."""
TOO_MANY_THREADS: Final = frozenset({160006, 160007})
"""The server has all the open threads it may have, or all of its announcement channels."""

"""`python -m bot …`."""

import signal
import sys

# Until a command takes over, Ctrl-C ends the process without a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from bot.cli import main  # noqa: E402 - importing takes half a second, in which Ctrl-C may come

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main())

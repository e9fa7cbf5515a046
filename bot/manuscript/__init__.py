"""Manuscripts in, stories out: formats, encodings, chapters, scenes, footnotes.

Pure: bytes and a file name go in, an `Imported` comes out. No discord, no SQL, no clock.
"""

from bot.manuscript.bound import bind
from bot.manuscript.formats import MAX_BYTES, load
from bot.manuscript.written import write, write_paragraph, write_scenes

__all__ = ["MAX_BYTES", "bind", "load", "write", "write_paragraph", "write_scenes"]

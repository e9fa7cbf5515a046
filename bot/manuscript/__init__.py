"""Manuscripts in, stories out: formats, encodings, chapters, scenes, footnotes.

Pure: bytes and a file name go in, an `Imported` comes out. No discord, no SQL, no clock.
`formats` chooses the loader. `plain`, `marked`, `web` and `books` bring a manuscript to a draft;
what stands here is shared: `structured` and `partition` for formats with headings, `footnotes` for
all, and `assembly`, which makes the tree.
"""

from bot.manuscript.books.bound import bind
from bot.manuscript.formats import MAX_BYTES, load
from bot.manuscript.marked.written import write, write_paragraph, write_scenes

__all__ = ["MAX_BYTES", "bind", "load", "write", "write_paragraph", "write_scenes"]

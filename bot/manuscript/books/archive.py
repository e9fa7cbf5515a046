"""A safe view of a ZIP: its files are unpacked one at a time, in memory, within bounds.

Nothing is ever written to a disk, so no name can lead anywhere; a name that tries to is left out.
What is declared is checked before anything is unpacked, and what comes out is counted again.
"""

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from bot.domain.errors import RefusalError
from bot.domain.story import Remark
from bot.manuscript.remarks import excerpt

MAX_ENTRIES = 10_000
MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes of all files together, as they are declared."""
MAX_TEXT = 32 * 1024 * 1024
"""Bytes of all files that are unpacked, one after the other."""
MAX_RATIO = 200
"""How many times its packed size a file may have, once it has a size that matters."""

_SMALL = 8 * 1024 * 1024
_TEXTS = (".xhtml", ".html", ".htm", ".xht", ".xml", ".opf", ".ncx")
_CENTRAL = b"PK\x01\x02"
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:")
_DAMAGED = (
    "That file is cut off or damaged, so I can't open it: "
    "download or export it once more and send me the new one."
)
_TOO_MUCH = (
    "That file unpacks to far more than a story needs, so I don't open it: "
    "send me one with the story alone, without what else is packed in it."
)
_LOCKED = (
    "That file is locked with a password, so I can't open it: "
    "save the story without one and send it again."
)
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, NotImplementedError)


class Archive:
    """The files of a ZIP by their names. `remarks` says which were left out.

    Raises RefusalError where the bytes are no ZIP that could be opened, or one out of bounds.
    """

    def __init__(self, data: bytes) -> None:
        if data.count(_CENTRAL) > MAX_ENTRIES:
            raise RefusalError(_TOO_MUCH)
        try:
            self._zip = ZipFile(BytesIO(data))
        except _BROKEN:
            raise RefusalError(_DAMAGED) from None
        self.remarks: list[Remark] = []
        self._left = MAX_TEXT
        self._entries = self._named(self._zip.infolist())
        self._by_key = {_key(name): name for name in reversed(self._entries)}

    def _named(self, found: list[ZipInfo]) -> dict[str, ZipInfo]:
        entries: dict[str, ZipInfo] = {}
        outside: list[str] = []
        files = [info for info in found if not info.is_dir()]
        texts = (info for info in files if info.filename.lower().endswith(_TEXTS))
        unpacked = sum(info.file_size for info in files)
        if unpacked > MAX_UNPACKED or sum(info.file_size for info in texts) > MAX_TEXT:
            raise RefusalError(_TOO_MUCH)
        for info in files:
            name = info.filename.replace("\\", "/")
            if _leads_outside(name):
                outside.append(name)
            else:
                entries[name] = info  # of two with one name the last counts, as everywhere
        if outside:
            message = f"Left out what the archive would put outside itself: {excerpt(outside[0])}"
            if len(outside) > 1:
                message += f" and {len(outside) - 1} more"
            self.remarks.append(Remark("file-left-out", None, message))
        return entries

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        """Yield the names of its files in the archive's order."""
        return iter(self._entries)

    def find(self, name: str) -> str | None:
        """Give the name of the file that a name means, case and percent signs aside, or None."""
        if name in self._entries:
            return name
        return self._by_key.get(_key(name)) or self._by_key.get(_key(unquote(name)))

    def unpack(self, name: str) -> bytes:
        """Give the bytes of a file.

        Raises KeyError for a name that isn't there, RefusalError where it is locked, damaged, or
        larger than a part of a story can be.
        """
        info = self._entries[name]
        if info.flag_bits & _ENCRYPTED:
            raise RefusalError(_LOCKED)
        limit = self._left
        if info.file_size > limit or _is_bomb(info):
            raise RefusalError(_TOO_MUCH)
        if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise RefusalError(_DAMAGED)  # others unpack without bounds
        try:
            with self._zip.open(info) as file:
                data = file.read(limit + 1)
        except _BROKEN:
            raise RefusalError(_DAMAGED) from None
        if len(data) > limit:
            raise RefusalError(_TOO_MUCH)
        self._left -= len(data)
        return data


def _is_bomb(info: ZipInfo) -> bool:
    return info.file_size > max(_SMALL, MAX_RATIO * info.compress_size)


def _leads_outside(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or _DRIVE.match(name) is not None


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()

"""Whether an e-book is locked, so that only its shop's own apps open it."""

from bot.domain.errors import RefusalError
from bot.manuscript.books.archive import Archive
from bot.manuscript.books.package import target
from bot.manuscript.books.xhtml import local, parse_leniently

_FONTS = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
"""Ways to scramble fonts; the text is open all the same."""
_LOCKS = ("META-INF/sinf.xml", "META-INF/rights.xml", "META-INF/license.lcpl")
_LOCKED = (
    "That e-book is locked with copy protection (DRM), so there is nothing I could open: "
    "send me one without it, from its author or from a shop that sells it open."
)


def refuse_locked(archive: Archive) -> None:
    """Raise RefusalError where an e-book is protected against copying."""
    if any(archive.find(name) for name in _LOCKS) or _has_locked_parts(archive):
        raise RefusalError(_LOCKED)


def _has_locked_parts(archive: Archive) -> bool:
    name = archive.find("META-INF/encryption.xml")
    root = parse_leniently(archive.unpack(name)) if name else None
    for entry in root.iter() if root is not None else ():
        if local(entry) != "EncryptedData":
            continue
        ways = {one.get("Algorithm") for one in entry if local(one) == "EncryptionMethod"}
        parts = [one.get("URI", "") for one in entry.iter() if local(one) == "CipherReference"]
        if not ways <= _FONTS and any(archive.find(target("", part)[0]) for part in parts):
            return True
    return False

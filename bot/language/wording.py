"""The words for what every surface names: chapters, discussions, sizes, days, how long it takes."""

from collections.abc import Sequence

from babel.dates import get_day_names

from bot.domain.headings import own_title
from bot.domain.serial import Instalment, Size, SizeKind
from bot.domain.story import ChapterKind, Heading
from bot.language.speech import _, several, spoken

_THREAD_NAME_LIMIT = 100


def short_name(heading: Heading) -> str:
    """Name a chapter in a few words: "Ch. 3 · Title", "Ch. 3", or the title alone.

    A title that is only the number again, like "IV" of the fourth, is left out.
    """
    title = own_title(heading)
    if heading.number is None:
        return title or _untitled(heading.kind)
    number = _("Ch. {number}", number=str(heading.number))
    return number if title is None else f"{number} · {title}"


def thread_name(
    heading: Heading, instalment: Instalment, *, whole_chapter: bool, circle: int = 1
) -> str:
    """Name a discussion: "Ch. 3 · Title: discussion", 100 code points at most.

    The next `circle`, opened because one is full, is "Ch. 3 · Title: discussion (2)".
    """
    name = short_name(heading)
    if instalment.parts > 1 and not whole_chapter:
        name += f" ({instalment.part}/{instalment.parts})"
    end = "" if circle == 1 else f" ({circle})"
    room = _THREAD_NAME_LIMIT - len(_("{chapter}: discussion", chapter="") + end)
    if len(name) > room:
        name = name[: room - 1].rstrip() + "…"
    return _("{chapter}: discussion", chapter=name) + end


def in_words(minutes: float) -> str:
    """Say a time as a person would: "under a minute", "about 4 minutes", "about 1 h 20 min".

    From an hour on it is rounded to five minutes, from ten hours on to whole hours.
    """
    if minutes < 1:
        return _("under a minute")
    whole = round(minutes)
    if whole < 60:
        return several("about {count} minute", "about {count} minutes", whole)
    hours, rest = divmod(round(minutes / 5) * 5, 60)
    if hours >= 10:
        return _("about {hours} h", hours=str(round(minutes / 60)))
    if rest:
        return _("about {hours} h {rest} min", hours=hours, rest=rest)
    return _("about {hours} h", hours=hours)


def half_within(minutes: float) -> str:
    """Say after how long half of those asked were done: "half within 12 minutes", hours or days.

    In minutes up to an hour and a half, from a day and a half on in days.
    """
    if minutes < 90:
        return several(
            "half within {count} minute", "half within {count} minutes", max(round(minutes), 1)
        )
    if minutes < 36 * 60:
        return several(
            "half within {count} hour", "half within about {count} hours", round(minutes / 60)
        )
    days = round(minutes / 60 / 24)
    return several("half within {count} day", "half within about {count} days", days)


def size_name(size: Size) -> str:
    """Say a size as a moderator would type it: "chapter", "scene", "3 passages", "5 minutes"."""
    match size.kind:
        case SizeKind.CHAPTER:
            return _("chapter")
        case SizeKind.SCENE:
            return _("scene")
        case SizeKind.PASSAGES:
            return several("{count} passage", "{count} passages", size.count)
        case SizeKind.MINUTES:
            return several("{count} minute", "{count} minutes", size.count)


def amount_name(size: Size) -> str:
    """Say in a sentence how much of a story comes at once: "a chapter", "3 passages"."""
    match size.kind:
        case SizeKind.CHAPTER:
            return _("a chapter")
        case SizeKind.SCENE:
            return _("a scene")
        case _:
            return size_name(size)


def days_name(days: frozenset[int]) -> str:
    """Say weekdays, Monday is 0: "daily", "weekdays", "weekends" or "Tuesday and Friday"."""
    if len(days) == 7:
        return _("daily")
    if days == frozenset(range(5)):
        return _("weekdays")
    if days == frozenset({5, 6}):
        return _("weekends")
    names = get_day_names("wide", locale=spoken())
    return all_of([names[day] for day in sorted(days)])


def all_of(names: Sequence[str]) -> str:
    """Join names as a sentence does: "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("{others} and {last}", others=", ".join(names[:-1]), last=names[-1])


def _untitled(kind: ChapterKind) -> str:
    match kind:
        case ChapterKind.CHAPTER:
            return _("Chapter")
        case ChapterKind.FRONT:
            return _("Opening")
        case ChapterKind.BACK:
            return _("Afterword")

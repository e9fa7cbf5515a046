"""Stories in other scripts: their chapters' headings and their wrapped lines."""

import pytest

from bot.domain.story import ChapterKind
from bot.manuscript.headings import Rank, recognise
from tests.manuscript.sketch import headings, markdown, plain, prose


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("第三章", 3, None),
        ("第三章　雨の夜", 3, "雨の夜"),
        ("第十二回 灯台", 12, "灯台"),
        ("第１２話「灯台」", 12, "「灯台」"),
        ("第3話 逃げろ！", 3, "逃げろ！"),
        ("第二集：海", 2, "海"),
        ("제3장", 3, None),
        ("제 3 장 등대", 3, "등대"),
        ("12화. 등대", 12, "등대"),
        ("الفصل الثالث", 3, None),
        ("الفصل الثالث: المنارة", 3, "المنارة"),
        ("الفصل ٣", 3, None),
        ("الفصل الثاني عشر - البحر", 12, "البحر"),
        ("فصل سوم", 3, None),
        ("פרק ג", 3, None),
        ("פרק ג'", 3, None),
        ('פרק י"ב: המגדלור', 12, "המגדלור"),
        ("פרק שלישי", 3, None),
        ("פרק 3", 3, None),
        ("Глава 3", 3, None),
        ("ГЛАВА ТРЕТЬЯ", 3, None),
        ("Глава третья. Маяк", 3, "Маяк"),
        ("अध्याय ३", 3, None),
        ("अध्याय तीन: समुद्र", 3, "समुद्र"),
        ("บทที่ ๓", 3, None),
        ("ตอนที่ 3 ประภาคาร", 3, "ประภาคาร"),
    ],
)
def test_a_line_heads_a_chapter(line: str, number: int, title: str | None):
    post = recognise(line)
    assert post is not None
    assert (post.rank, post.number, post.title) == (Rank.CHAPTER, number, title)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("プロローグ", ChapterKind.CHAPTER),
        ("楔子", ChapterKind.CHAPTER),
        ("エピローグ：海へ", ChapterKind.CHAPTER),
        ("Пролог", ChapterKind.CHAPTER),
        ("프롤로그", ChapterKind.CHAPTER),
        ("あとがき", ChapterKind.BACK),
        ("前言", ChapterKind.FRONT),
        ("مقدمة", ChapterKind.FRONT),
        ("خاتمة", ChapterKind.BACK),
    ],
)
def test_a_line_has_a_name_of_its_own(line: str, kind: ChapterKind):
    post = recognise(line)
    assert post is not None
    assert (post.rank, post.kind, post.title) == (Rank.NAMED, kind, line)


@pytest.mark.parametrize("line", ["第二部", "第二巻", "제2부", "الجزء الثاني", "Часть вторая"])
def test_a_line_heads_a_part(line: str):
    post = recognise(line)
    assert post is not None
    assert (post.rank, post.number) == (Rank.PART, 2)


@pytest.mark.parametrize(
    "line",
    [
        "第三章を読み終えて、彼女は灯りを消した。",
        "第一次见到他的时候，海是灰色的。",
        "三章",
        "في الفصل الثالث من الكتاب",
        "الفصل الثالث كان أطول من كل ما كتبه قبل ذلك اليوم في المنارة",
        "פרק זה נכתב בלילה",
        "глава третья была короче",
        "Глава третья была короче, чем все остальные, и читать её было легче.",
        "3장을 읽었다.",
        "前言を撤回した。",
        "บทที่สามยาวมาก",
    ],
)
def test_a_sentence_heads_nothing(line: str):
    assert recognise(line) is None


STORIES = {
    "zh": ("第一章 灯塔", "第二章 海", "灯灭了。没有人抬头。", "“走吧！”他说。风停了。"),
    "ja": (
        "第1話 灯台",
        "第2話 海",
        "灯りが消えた。誰も顔を上げない。",
        "「行こう！」と彼は言った。",
    ),
    "ko": ("제1장 등대", "제2장 바다", "불이 꺼졌다. 아무도 고개를 들지 않았다.", "바람이 멎었다."),
    "ar": ("الفصل الأول: المنارة", "الفصل الثاني: البحر", "انطفأ المصباح. من رآه؟", "سكنت الريح."),
    "he": ("פרק א: המגדלור", "פרק ב: הים", "האור כבה. מי ראה?", "הרוח נחה."),
    "ru": ("Глава первая. Маяк", "Глава вторая. Море", "Огонь погас. Кто видел?", "Ветер стих."),
    "th": ("บทที่ 1 ประภาคาร", "บทที่ 2 ทะเล", "ไฟดับลง ไม่มีใครเงยหน้า", "ลมสงบ"),
    "hi": ("अध्याय १: दीपस्तंभ", "अध्याय २: समुद्र", "दीया बुझ गया। किसने देखा?", "हवा थम गई।"),
}


@pytest.mark.parametrize("language", STORIES)
def test_a_small_story_keeps_its_chapters_and_every_letter(language: str):
    first, second, one, other = STORIES[language]
    imported = plain(f"{first}\n\n{one}\n\n{other}\n\n{second}\n\n{other}\n\n{one}\n")
    assert [number for _, number, _ in headings(imported)] == [1, 2]
    titles = [title or "" for _, _, title in headings(imported)]
    assert [title[-1:] for title in titles] == [first[-1], second[-1]]
    assert prose(imported) == [one, other, other, one]
    assert imported.story.language == (language if language in {"zh", "ja"} else None)


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


CHINESE = "灯灭了，港务局里没有一个人抬起头来，他们还在打牌，仿佛什么也没有发生。" * 4


def test_wrapped_lines_of_unspaced_text_are_joined_without_spaces():
    text = "\n\n".join([wrapped(CHINESE, 36)] * 4)
    assert prose(plain(text)) == [CHINESE] * 4
    assert prose(markdown(text)) == [CHINESE] * 4


def test_wrapped_lines_of_latin_words_keep_their_spaces():
    text = "The lamp on the quay went out, and nobody in the harbour office looked up. " * 4
    lines = text.strip().split(" ")
    rows = [" ".join(lines[at : at + 12]) for at in range(0, len(lines), 12)]
    assert prose(plain("\n\n".join(["\n".join(rows)] * 4))) == [text.strip()] * 4

"""The shelf: every story in `stories/` imports cleanly, and ours come out as they were written."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import manuscript
from bot.domain.story import Block, Chapter, ChapterKind, Imported, Rating, Story, Weight

SHELF = Path(__file__).parent.parent / "stories"
FOLDERS = sorted(folder for folder in SHELF.iterdir() if folder.is_dir())
REQUIRED = {"title", "author", "summary", "language", "rating", "warnings", "manuscript"}


@dataclass(frozen=True)
class Shape:
    """What a story of ours consists of, chapter by chapter."""

    titles: tuple[str, ...]
    scenes: tuple[int, ...]
    notes: tuple[tuple[str, ...], ...]


SHAPES = {
    "the-long-pound": Shape(
        titles=(
            "A Complaint in the Wrong Direction",
            "The Box Under the Stairs",
            "The Station Scale",
            "Pencil and Ink",
            "Carried Forward",
        ),
        scenes=(3, 3, 3, 3, 4),
        notes=(("1", "2", "*", "3"), ("4", "5"), ("6", "7"), ("8",), ("9",)),
    ),
    "what-the-prompter-gives": Shape(
        titles=(
            "Seven Mules",
            "The Looking-Glass",
            "A Word from the Book",
            "What the Prompter Gives",
        ),
        scenes=(3, 3, 3, 3),
        notes=(("1", "2"), ("1", "2"), ("1",), ("1", "2", "3")),
    ),
}


def card(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "story.toml").read_text(encoding="utf-8"))


def load(folder: Path) -> Imported:
    path = folder / card(folder)["manuscript"]
    return manuscript.load(path.read_bytes(), path.name)


def texts(chapter: Chapter) -> list[str]:
    return [paragraph.text for scene in chapter.scenes for paragraph in scene.paragraphs]


def folder_name(folder: Path) -> str:
    return folder.name


@pytest.mark.parametrize("folder", FOLDERS, ids=folder_name)
class TestEveryStory:
    def test_its_card_says_everything_the_library_shows(self, folder):
        given = card(folder)
        assert given.keys() == REQUIRED
        for key in ("title", "author", "summary", "language"):
            assert isinstance(given[key], str)
            assert given[key] == given[key].strip() != ""
        assert given["rating"] in set(Rating)
        assert isinstance(given["warnings"], list)
        assert all(isinstance(warning, str) and warning for warning in given["warnings"])

    def test_its_manuscript_stands_beside_the_card(self, folder):
        name = card(folder)["manuscript"]
        assert Path(name).name == name
        assert (folder / name).is_file()

    def test_no_marker_and_no_note_is_left_over(self, folder):
        imported = load(folder)
        assert imported.unmatched_markers == 0
        assert imported.unused_definitions == 0
        for chapter in imported.story.chapters:
            assert set(chapter.markers()) == {note.label for note in chapter.footnotes}


@pytest.mark.parametrize(("slug", "shape"), SHAPES.items(), ids=SHAPES)
class TestOurStories:
    def test_it_is_on_the_shelf(self, slug, shape):
        assert (SHELF / slug).is_dir()
        assert card(SHELF / slug)["language"] == "en"

    def test_the_import_warns_of_nothing_and_suggests_nothing(self, slug, shape):
        remarks = load(SHELF / slug).remarks
        assert [remark for remark in remarks if remark.weight is not Weight.CHOICE] == []

    def test_the_chapters_are_the_ones_we_wrote(self, slug, shape):
        headings = [chapter.heading for chapter in load(SHELF / slug).story.chapters]
        assert tuple(heading.title for heading in headings) == shape.titles
        assert [heading.number for heading in headings] == list(range(1, len(shape.titles) + 1))
        assert {heading.kind for heading in headings} == {ChapterKind.CHAPTER}

    def test_the_scenes_are_the_ones_we_wrote(self, slug, shape):
        chapters = load(SHELF / slug).story.chapters
        assert tuple(len(chapter.scenes) for chapter in chapters) == shape.scenes

    def test_each_note_is_cited_once_where_we_put_it(self, slug, shape):
        chapters = load(SHELF / slug).story.chapters
        assert tuple(tuple(chapter.markers()) for chapter in chapters) == shape.notes


@pytest.fixture(scope="module")
def chapters() -> tuple[Chapter, ...]:
    return load(SHELF / "the-long-pound").story.chapters


class TestTheLongPound:
    def test_lines_that_look_like_markdown_arrive_as_they_were_typed(self, chapters):
        first, third = texts(chapters[0]), texts(chapters[2])
        assert "# ENNERBY COVERED MARKET, loads in grams" in first
        assert "1. Prout, butcher, counter: put on 1000, shown 975" in first
        assert "- Dunmore wishes it recorded that she was not asked nicely" in first
        assert any("a box named error_favours_trader, and" in text for text in first)
        assert r"¯\_(ツ)_/¯" in third
        assert "> What is the procedure?" in third
        assert any(text.startswith("F***, he had put;") for text in third)

    def test_the_chalkboard_has_a_note_of_its_own(self, chapters):
        assert "EGGS 1.80 the half dozen" in texts(chapters[0])
        assert "PLUMS, last of them" in texts(chapters[0])
        [hens] = [note for note in chapters[0].footnotes if note.label == "*"]
        assert hens.text == "subject to hens"

    def test_figures_in_brackets_that_are_no_notes_stay_in_the_text(self, chapters):
        assert any("ENNERBY (1914). And" in text for text in texts(chapters[1]))
        assert any("1985, section 17 (1): whoever" in text for text in texts(chapters[2]))
        assert any("under section 17 (1)." in text for text in texts(chapters[4]))

    def test_the_notes_at_the_end_of_the_file_are_no_scene(self, chapters):
        *_, last = texts(chapters[-1])
        assert last.endswith("I had tried it for five days. I found it just.")
        *_, note = chapters[-1].footnotes
        assert note.text.startswith("A Victoria, 41 grams.")
        assert note.text.endswith("I have not put in a column for the balance.")

    def test_it_has_scenes_too_short_to_stand_alone(self, chapters):
        lengths = [
            sum(len(paragraph.text) for paragraph in scene.paragraphs)
            for chapter in chapters
            for scene in chapter.scenes
        ]
        assert sum(length < 400 for length in lengths) == 5


@pytest.fixture(scope="module")
def story() -> Story:
    return load(SHELF / "what-the-prompter-gives").story


class TestWhatThePrompterGives:
    def test_its_first_heading_is_its_title(self, story):
        assert story.title == card(SHELF / "what-the-prompter-gives")["title"]

    def test_the_same_label_means_another_note_in_another_chapter(self, story):
        openings = [chapter.footnotes[0].text.split()[:3] for chapter in story.chapters]
        assert openings == [
            ["It", "was", "built"],
            ["A", "Listener", "is"],
            ["The", "reason", "given"],
            ["Eleven", "bars", "for"],
        ]

    def test_a_note_may_have_two_paragraphs(self, story):
        listener = story.chapters[1].footnotes[0]
        assert [paragraph.text.split(",")[0] for paragraph in listener.paragraphs] == [
            "A Listener is not a policeman and will tell you so. He is a person of education",
            "He may not marry without leave",
        ]

    def test_the_millers_verse_keeps_its_eight_lines(self, story):
        [verse] = [
            paragraph
            for scene in story.chapters[0].scenes
            for paragraph in scene.paragraphs
            if paragraph.block in {Block.VERSE, Block.QUOTE}
        ]
        lines = verse.text.splitlines()
        assert len(lines) == 8
        assert lines[0] == "You’ve heard us quarrel whose the river is;"
        assert lines[-1] == "It isn’t his. It isn’t mine. It’s deep."

    def test_the_listeners_letter_keeps_its_paragraphs(self, story):
        letter = [
            paragraph.text
            for scene in story.chapters[3].scenes
            for paragraph in scene.paragraphs
            if paragraph.block is Block.QUOTE
        ]
        assert letter[0] == "Miss Brandl,"
        assert letter[-1] == "K. V."
        assert len(letter) == 6

    def test_emphasis_is_kept_as_emphasis(self, story):
        runs = [
            run
            for paragraph in story.chapters[2].scenes[1].paragraphs
            for run in paragraph.runs
            if getattr(run, "emphasis", False)
        ]
        assert "Weir" in [run.text for run in runs]

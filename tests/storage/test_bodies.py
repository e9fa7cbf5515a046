"""Bodies: the tree that comes out of the database is the one that went in."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.story import Block, Marker, Paragraph, Text
from bot.storage.bodies import (
    dump_paragraphs,
    dump_run,
    dump_scenes,
    parse_paragraphs,
    parse_scenes,
    parse_text,
)

runs = st.one_of(
    st.builds(Text, st.text(min_size=1), st.booleans(), st.booleans()),
    st.builds(Marker, st.text(min_size=1)),
)
paragraphs = st.lists(
    st.builds(Paragraph, st.lists(runs).map(tuple), st.sampled_from(Block)), max_size=4
).map(tuple)


@given(st.builds(Text, st.text(), st.booleans(), st.booleans()))
def test_a_run_of_letters_survives(run: Text):
    assert parse_text(dump_run(run)) == run


@given(paragraphs)
def test_paragraphs_survive(given_paragraphs: tuple[Paragraph, ...]):
    assert parse_paragraphs(dump_paragraphs(given_paragraphs)) == given_paragraphs


@given(st.lists(paragraphs, max_size=3).map(tuple))
def test_scenes_survive(scenes: tuple[tuple[Paragraph, ...], ...]):
    assert parse_scenes(dump_scenes(scenes)) == scenes

"""The judge itself: what Discord's client is known to make of a source."""

import pytest

from tests.ui.discordish import kinds, parse

FACTS = [
    # source, what it is taken for, the letters that are shown (without the line ends)
    ("plain words, 3.5 and x*y", set(), "plain words, 3.5 and x*y"),
    ("*a* and _b_", {"emphasis"}, "a and b"),
    ("**a**", {"strong"}, "a"),
    ("***a***", {"emphasis", "strong"}, "a"),
    ("__a__", {"underline"}, "a"),
    ("*one\ntwo*", {"emphasis"}, "onetwo"),
    ("* not this*", {"item"}, "not this*"),
    ("a * b * c", set(), "a * b * c"),
    ("snake_case_name", set(), "snake_case_name"),
    (r"\*a\* \_b\_ \\*c*", {"emphasis"}, r"*a* _b_ \c"),
    (r"1\. a", set(), "1. a"),
    ("~~a~~", {"strike"}, "a"),
    ("||a\nb||", {"spoiler"}, "ab"),
    ("`a *b*`", {"code"}, "`a *b*`"),
    ("``a ` b``", {"code"}, "``a ` b``"),
    ("```py\na\n```", {"fence"}, "```pya```"),
    ("# a", {"heading"}, "a"),
    ("### *a*", {"heading", "emphasis"}, "a"),
    ("#### a", set(), "#### a"),
    ("#a", set(), "#a"),
    ("-# a", {"subtext"}, "a"),
    ("a -# b", set(), "a -# b"),
    ("> a\n> b\nc", {"quote"}, "abc"),
    (">a", set(), ">a"),
    (">>> a\nb", {"quote"}, "ab"),
    ("> # a", {"quote", "heading"}, "a"),
    ("- a\n  b", {"item"}, "a  b"),
    ("one\n\n- two", {"item"}, "onetwo"),
    ("one\n  12. two", {"item"}, "onetwo"),
    ("1.5 a", set(), "1.5 a"),
    ("[a](https://b.example)", {"link"}, "a"),
    ("[a] (https://b.example)", {"url"}, "[a] (https://b.example)"),
    ("[*a*](<https://b.example> 'c')", {"link", "emphasis"}, "a"),
    ("https://a.example/x_y_z.", {"url"}, "https://a.example/x_y_z."),
    ("(https://a.example/b)", {"url"}, "(https://a.example/b)"),
    ("<https://a.example>", {"address"}, "<https://a.example>"),
    ("<a@b.example>", {"address"}, "<a@b.example>"),
    ("<+49 30 1234567>", {"address"}, "<+49 30 1234567>"),
    ("<@1> <@!1> <@&1> <#1>", {"mention"}, "<@1> <@!1> <@&1> <#1>"),
    ("@everyone @here", {"mention"}, "@everyone @here"),
    ("@someone", set(), "@someone"),
    ("<t:1700000000:R> <t:0>", {"moment"}, "<t:1700000000:R> <t:0>"),
    ("<:lamp:1> <a:lamp:1>", {"custom emoji"}, "<:lamp:1> <a:lamp:1>"),
    (":smile: :+1::skin-tone-2:", {"emoji"}, ":smile: :+1::skin-tone-2:"),
    ("12:30:45", {"emoji"}, "12:30:45"),
    ("</library add:12>", {"command"}, "</library add:12>"),
    ("<id:customize> <id:linked-roles:1>", {"way"}, "<id:customize> <id:linked-roles:1>"),
    ("**a *b* ||c||**", {"strong", "emphasis", "spoiler"}, "a b c"),
    ("a\u200b*b*", {"emphasis"}, "a\u200bb"),
]


@pytest.mark.parametrize(("source", "taken", "shown"), FACTS)
def test_the_judge_knows_what_discord_does(source: str, taken: set[str], shown: str):
    assert kinds(source) == taken
    assert "".join(letter.char for letter in parse(source)).replace("\n", "") == shown

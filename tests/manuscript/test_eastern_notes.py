"""Footnotes as Chinese and Japanese books write them: ［1］, 【1】, 〔1〕, ①, ※1, （注1）, 注1."""

import pytest

from bot.cli import main
from tests.manuscript.sketch import counts, notes, plain, prose

FAMILIES = {
    "wide": ("［{}］", "［{}］"),
    "wide figures": (("［１］", "［２］"), "{}　"),
    "lenticular": ("【{}】", "【{}】"),
    "shell": ("〔{}〕", "〔{}〕 "),
    "circled": ("①②", "{}"),
    "circled, with a blank": ("①②", "{}　"),
    "reference": ("※{}", "※{}　"),
    "reference, colon": ("※{}", "※{}："),
    "noted": ("（注{}）", "（注{}）"),
    "noted, spoken": ("（注{}）", "注{}："),
    "noted, wide figures": (("（注１）", "（注２）"), ("注１　", "注２　")),
    "noted, the old way": ("（註{}）", "註{}、"),
    "noted in brackets": ("【注{}】", "【注{}】"),
    "noted, square": ("[注{}]", "[注{}] "),
    "spoken": ("［{}］", "注{}："),
    "spoken of circles": ("①②", "脚注{}："),
    "ordinary brackets": ("[{}]", "[{}] "),
    "raised": ("¹²", "{} "),
}


def families():
    for name, (marks, opens) in FAMILIES.items():
        signs = (
            [marks.format(one) for one in (1, 2)]
            if isinstance(marks, str) and "{" in marks
            else [*marks]
        )
        if not isinstance(opens, str):
            openings = [*opens]
        elif (isinstance(marks, str) and "{" in marks) or opens[0] in "注脚":
            openings = [opens.format(one) for one in (1, 2)]
        else:
            openings = [opens.format(sign) for sign in signs]
        yield pytest.param(signs, openings, id=name)


@pytest.mark.parametrize(("marks", "opens"), [*families()])
class TestEveryFamily:
    @pytest.mark.parametrize("head", ["", "注释\n\n", "【注】\n\n", "註釋：\n\n", "訳注\n\n"])
    @pytest.mark.parametrize("between", ["\n\n", "\n"])
    def test_at_the_end_of_each_chapter(self, marks, opens, head, between):
        imported = plain(
            f"第一章\n\n灯{marks[0]}灭了，没有人抬头看。\n\n码头上有一只狗{marks[1]}。它在叫。\n\n\n"
            f"{head}{opens[0]}一种有礼貌的灯。{between}{opens[1]}柯利犬。\n\n\n"
            f"第二章\n\n猫{marks[0]}来了。\n\n老鼠{marks[1]}也来了。\n\n\n"
            f"{head}{opens[0]}虎斑猫。{between}{opens[1]}灰色的。\n"
        )
        first, second = imported.story.chapters
        assert prose(imported)[:2] == [
            "灯{1}灭了，没有人抬头看。",
            "码头上有一只狗{2}。它在叫。",
        ]
        assert notes(first) == {"1": ["一种有礼貌的灯。"], "2": ["柯利犬。"]}
        assert notes(second) == {"1": ["虎斑猫。"], "2": ["灰色的。"]}
        assert counts(imported) == (4, 4, 0, 0)

    def test_at_the_end_of_the_file(self, marks, opens):
        imported = plain(
            f"第一章\n\n「灯{marks[0]}が消えた」と彼は言った。\n\n\n"
            f"第二章\n\n犬が吠えた。{marks[1]}\n\n\n注\n\n"
            f"{opens[0]}行儀のよい灯。\n{opens[1]}コリー。\n"
        )
        first, second = imported.story.chapters
        assert (notes(first), notes(second)) == ({"1": ["行儀のよい灯。"]}, {"2": ["コリー。"]})
        assert counts(imported) == (2, 2, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "国发〔2020〕15号文件到了。\n\n他没有读。",
        "船上有①米②盐③酒。\n\n没有人数过。",
        "要带的东西：\n\n①米\n\n②盐\n\n③酒\n\n他都忘了。",
        "他关注1个人，一直都是。\n\n注1个名字就走。",
        "【1】\n\n灯灭了。\n\n【2】\n\n狗叫了。",
        "※ご注意ください。\n\n※1人だけです。",
        "【注意】灯が消えます。\n\n（注）火に近づかないこと。",
        "第１（1）項を見よ。\n\n（１）米（２）塩を持って行く。",
    ],
)
def test_what_only_looks_like_one_stays_text(text: str):
    imported = plain(text)
    assert counts(imported)[:2] == (0, 0)
    assert "{" not in "".join(prose(imported))


def test_inspect_counts_them(tmp_path, capsys):
    file = tmp_path / "deng.txt"
    file.write_text(
        "第一章\n\n灯［1］灭了。\n\n狗①叫了。\n\n\n［1］ 一种灯。\n\n①柯利犬。\n", "utf-8"
    )
    assert main(["inspect", str(file)]) == 0
    assert "2" in next(
        line for line in capsys.readouterr().out.splitlines() if "footnote" in line.lower()
    )

import pytest

from guillemet.corpus import BlockKind

HEAD = "---\ntitle: The lighthouse\ndate: 2014-05-06\nlanguage: en-IE\n---\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_structure(read, parts, end: str) -> None:
    text = f"""{HEAD}
# The *lighthouse* ##

It was lit
in spring.

- the lamp
  - the lens
- the stair

1. climb
2) rest

| part | age |
|------|-----|
| lamp | 90 |

> It never went out.

```
oil = 3
```

<!-- a remark -->

<div>raw</div>

Keepers
-------

![the tower](tower.jpg)

[Back to top](#top)
""".replace("\n", end)
    document = read("a.md", text)
    assert document.text == text
    assert (document.title, document.date, document.language) == ("The lighthouse", "2014-05-06", "en")
    assert parts(document) == [
        ("furniture", HEAD.strip().replace("\n", end)),
        ("heading", "The *lighthouse*"),
        ("paragraph", f"It was lit{end}in spring."),
        ("item", "the lamp"),
        ("item", "the lens"),
        ("item", "the stair"),
        ("item", "climb"),
        ("item", "rest"),
        ("row", "part | age"),
        ("row", "lamp | 90"),
        ("paragraph", "It never went out."),
        ("paragraph", "oil = 3"),
        ("furniture", "<!-- a remark -->"),
        ("furniture", "<div>raw</div>"),
        ("heading", "Keepers"),
        ("furniture", "![the tower](tower.jpg)"),
        ("furniture", "[Back to top](#top)"),
    ]
    assert [block.level for block in document.blocks if block.kind is BlockKind.HEADING] == [1, 2]


@pytest.mark.parametrize(
    ("head", "title", "date"),
    [
        ("title: Tides: a study\ndate: 3 May 2010", "Tides: a study", "2010-05-03"),
        ("title: [unclosed\ndate: 2010-05-03", "[unclosed", "2010-05-03"),
        ("date: 2010-13-45", "Body", None),
        ("title: 1984", "1984", None),
        ("- a\n- b", "Body", None),
        ("", "Body", None),
        ("a: {b: c}\n{d: e}: f", "Body", None),
        ("title: " + "[" * 3000, "[" * 3000, None),
    ],
)
def test_odd_front_matter_fails_nothing(read, parts, head: str, title: str, date: str | None) -> None:
    document = read("a.md", f"---\n{head}\n---\n\n# Body\n\nWords of the text.\n")
    assert parts(document)[-1] == ("paragraph", "Words of the text.")
    assert (document.title, document.date) == (title, date)


def test_without_front_matter(read, parts) -> None:
    document = read("a.md", "---\n\nNo head but a rule.\n\n---\n\nMore.\n")
    assert parts(document) == [("paragraph", "No head but a rule."), ("paragraph", "More.")]


def test_the_text_of_a_level_one_heading_is_never_furniture(read) -> None:
    assert read("a.md", "# Privacy policy\n\nWe keep nothing at all.\n").title == "Privacy policy"


@pytest.mark.parametrize("depth", [12, 60, 150, 25_000])
@pytest.mark.parametrize("mark", ["> ", ">", "- ", "1. ", "> - "])
def test_what_is_nested_deep_is_read(read, parts, mark, depth) -> None:
    found = parts(read("a.md", f"# Title\n\n{mark * depth}It never went out.\n\nThe end.\n"))
    assert [text for _, text in found] == ["Title", "It never went out.", "The end."]

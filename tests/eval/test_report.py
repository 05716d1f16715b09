"""The page and the tables: right numbers, and nothing that a document says is taken for markup."""

import io
import re
from html.parser import HTMLParser

import pytest
from rich.console import Console

from guillemet.eval import Figure, Kind, print_tables, render, run_gold, summarise
from guillemet.eval.table import rate

HOSTILE = "<script>alert('x')</script> & \"quoted\" <img src=http://example.org/x.png onerror=1>"


@pytest.fixture
def run(make_document, quote, answer, respondent, gold):
    document = make_document(f"Anna chairs. {HOSTILE}", "hostile.md", f"Title {HOSTILE}")
    questions = [
        gold(
            id=f"id {HOSTILE}", question=f"Who? {HOSTILE}", language="<b>", evidence=("Anna chairs.",), document=HOSTILE
        ),
        gold(id="right", question="Who chairs?", evidence=("Anna chairs.",), history=(HOSTILE,), kind=Kind.FOLLOW_UP),
        gold(id="silent", question="And?", evidence=(HOSTILE,), history=(HOSTILE,), kind=Kind.FOLLOW_UP),
    ]
    answers = {
        questions[0].question: answer(quote(document, HOSTILE)),
        "Who chairs?": answer(quote(document, "Anna chairs.")),
        "And?": answer(nearest=[quote(document, HOSTILE)]),
    }
    return run_gold(respondent([document], answers), questions, model=HOSTILE, notices=[HOSTILE])


class Page(HTMLParser):
    """The tags, the attributes that fetch or act, and the text of a page."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.acting, self.text = [], set(), [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        self.acting += [name for name, _ in attrs if name in {"src", "href", "srcset", "action"} or name[:2] == "on"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_the_page_is_self_contained_well_formed_and_escaped(run):
    html = render(run, summarise(run))
    page = Page()
    page.feed(html)
    assert page.open == []
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "b", "a", "object"})
    assert page.acting == []
    assert "@import" not in html
    assert "url(" not in html
    assert page.text.count(HOSTILE) >= 8
    assert "prefers-color-scheme" in html or "color-scheme: light dark" in html


def test_the_page_has_the_numbers_and_the_failures(run):
    page = Page()
    page.feed(render(run, summarise(run)))
    text = re.sub(r"\s+", " ", page.text)
    assert "evidence@1the first quote contains the evidence.3330.06–0.79, n = 3" in text
    assert "The evidence is in none of the quotes 1" in text
    assert "Abstained on a question that the documents answer 1" in text
    assert "right · en" not in text
    assert "abstained: nothing near enough; nearest" in text


def test_a_page_without_failures_says_so(make_document, quote, answer, respondent, gold):
    document = make_document("Anna chairs.")
    finished = run_gold(
        respondent([document], {"Who?": answer(quote(document, "Anna chairs."))}), [gold(evidence=("Anna",))]
    )
    assert "<h2>Failures</h2><p>None.</p>" in render(finished, summarise(finished))


def test_tables_fit_a_narrow_terminal_and_take_no_markup_from_data(make_document, answer, respondent, gold):
    document = make_document("Anna chairs.")
    questions = [gold(id=language, language=language, document="note.md") for language in ("fr", "en", "[red]", "de")]
    finished = run_gold(respondent([document], {"Who?": answer()}), questions, model="[bold]m[/]")
    console = Console(file=io.StringIO(), width=80)
    print_tables(finished, summarise(finished), console)
    printed = console.file.getvalue()
    assert "[red]" in printed
    assert "[bold]m[/]" in printed
    assert re.search(r"document@1 +\.000 +\.000", printed)
    assert re.search(r"evidence@3 +– +–", printed)
    assert all(len(line) <= 80 for line in printed.splitlines())


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "–"), (0, ".000"), (0.5, ".500"), (0.9996, ".999"), (1, "1.000"), (2 / 3, ".667")]
)
def test_rate(value, shown):
    assert rate(Figure(value, 1, None, None)) == shown

"""A run as one HTML page that needs nothing else: no script, no font, no image, no address to fetch."""

from collections.abc import Sequence
from html import escape

from ..assistant.answer import Quote
from .failure import Failure, failure_of
from .measures import MEASURES
from .run import Row, Run
from .summary import Figure, Group, Summary
from .table import LATENCIES, rate

__all__ = ["render"]

STYLE = """
:root {
  color-scheme: light dark;
  --soft: color-mix(in srgb, CanvasText 65%, Canvas);
  --line: color-mix(in srgb, CanvasText 20%, Canvas);
  --wash: color-mix(in srgb, CanvasText 5%, Canvas);
  --warn: light-dark(#fff2b3, #574a12);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 62rem; padding: 2rem 1rem 4rem;
  font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText;
}
h1 { font-size: 1.6rem; }
h2 { margin-top: 2.5rem; font-size: 1.2rem; }
h3 { margin: 0; font-size: 1rem; }
small, .soft, dt { color: var(--soft); }
.warning { padding: .6rem 1rem; background: var(--warn); border-radius: .3rem; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td {
  padding: .3rem .8rem .3rem 0; text-align: right; vertical-align: top; white-space: nowrap;
  border-bottom: 1px solid var(--line);
}
th:first-child { text-align: left; padding-right: 2rem; }
thead th { border-bottom-width: 2px; }
tbody th { font-weight: normal; }
tbody small { display: block; font-size: .75rem; }
article {
  margin: 1rem 0; padding: .8rem 1rem; background: var(--wash); border-left: 3px solid var(--line);
  overflow-wrap: anywhere;
}
article p, blockquote, dl { margin: .4rem 0; }
blockquote { padding-left: .8rem; border-left: 2px solid var(--line); white-space: pre-line; }
dt { margin-top: .5rem; font-size: .85rem; }
dd { margin: 0; }
"""


def render(run: Run, summary: Summary) -> str:
    """The page: figures with their 95 % intervals, and each failed question with what was expected and quoted."""
    where = run.environment
    facts = {
        "date": where.date,
        "guillemet": where.guillemet,
        "commit": where.commit,
        "model": where.model,
        "corpus": f"{where.documents} documents, {where.characters:,} characters",
        "machine": f"{where.cpu}, {where.cores} cores, {where.system}, Python {where.python}",
        "quotes asked for": str(run.limit),
    }
    parts = [
        f"<h1>Guillemet: {len(run.rows)} gold questions</h1>",
        "<p class='soft'>" + "<br>".join(f"{name}: {escape(fact)}" for name, fact in facts.items() if fact) + "</p>",
        *(f"<p class='warning'>{escape(warning)}</p>" for warning in run.warnings),
        _table("Overall", [summary.overall], explained=True),
        _table("By language", summary.by_language),
        _table("By kind", summary.by_kind),
        *_failures(run.rows),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Guillemet: gold questions</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _table(title: str, groups: Sequence[Group], *, explained: bool = False) -> str:
    heads = "".join(
        f"<th scope='col'>{escape(group.name)}<br><small>{group.questions} questions</small></th>" for group in groups
    )
    lines = []
    for name, measure in MEASURES.items():
        label = escape(name) + (f"<small>{escape(measure.meaning)}</small>" if explained else "")
        cells = "".join(_cell(group.figures[name]) for group in groups)
        lines.append(f"<tr><th scope='row'>{label}</th>{cells}</tr>")
    for key, label in LATENCIES.items():
        cells = "".join(f"<td>{_milliseconds(group.latency[key])}</td>" for group in groups)
        lines.append(f"<tr><th scope='row'>{escape(label)}</th>{cells}</tr>")
    return (
        f"<h2>{title}</h2><div class='scroll'><table><thead><tr><th scope='col'>measure</th>{heads}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _cell(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "<td>–</td>"
    return f"<td>{rate(figure)}<small>{figure.low:.2f}–{figure.high:.2f}, n = {figure.cases}</small></td>"


def _milliseconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _failures(rows: Sequence[Row]) -> list[str]:
    failed: dict[Failure, list[Row]] = {kind: [] for kind in Failure}
    for row in rows:
        if (kind := failure_of(row)) is not None:
            failed[kind].append(row)
    if not any(failed.values()):
        return ["<h2>Failures</h2><p>None.</p>"]
    parts = []
    for kind, members in failed.items():
        if members:
            parts.append(f"<h2>{escape(kind.capitalize())} <small>{len(members)}</small></h2>")
            parts.extend(_article(row) for row in members)
    return parts


def _article(row: Row) -> str:
    gold, answer = row.gold, row.answer
    parts = [
        f"<h3>{escape(gold.question)}</h3>",
        f"<p><small>{escape(f'{gold.id} · {gold.language} · {gold.kind}')}</small></p>",
    ]
    if gold.history:
        parts.append(f"<p class='soft'>after: {escape(' / '.join(gold.history))}</p>")
    if answer.query != gold.question:
        parts.append(f"<p class='soft'>searched for: {escape(answer.query)}</p>")
    parts.append("<dl>")
    if gold.answerable:
        expected = "".join(f"<dd><blockquote>{escape(span)}</blockquote></dd>" for span in gold.evidence)
        parts.append(f"<dt>expected, from {escape(gold.document or 'any document')}</dt>{expected}")
    else:
        parts.append("<dt>expected</dt><dd>an abstention</dd>")
    if answer.answered:
        parts.append("<dt>quoted</dt>")
        parts.extend(_quote(quote) for quote in answer.quotes)
    else:
        parts.append(f"<dt>abstained: {escape(answer.reason or 'no reason given')}; nearest</dt>")
        parts.extend(_quote(quote) for quote in answer.nearest)
    parts.append("</dl>")
    return f"<article>{''.join(parts)}</article>"


def _quote(quote: Quote) -> str:
    place = f"{quote.document.title} · {quote.start}–{quote.end} · {quote.score:.3f}"
    return f"<dd><blockquote>{escape(quote.exact)}<br><small>{escape(place)}</small></blockquote></dd>"

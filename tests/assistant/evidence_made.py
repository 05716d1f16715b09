"""Evidence and answers for tests that need no index."""

from guillemet.assistant.evidence import Evidence, KeptAnswer, Source
from guillemet.assistant.phrases import phrases_for
from guillemet.assistant.text import answer_text

SKOPJE = "The tenth meeting of the network took place in Skopje in November 2017."


def evidence(exact=SKOPJE, start=10, **changes):
    known = {"id": "0" * 16, "title": "The meeting", "uri": "file:///m.md", "sha256": "ab" * 32, "date": "2017-11-20"}
    source = Source(**{**known, "language": "en", **changes})
    return Evidence(exact, start, start + len(exact), None, 0.9, "file:///m.md", "Before. ", " After.", source)


def kept_answer(question="Where did they meet?", quotes=None, **changes):
    quotes = (evidence(),) if quotes is None else quotes
    text = answer_text(quotes, phrases_for("en")) if quotes else ""
    known = {"query": question, "answered": bool(quotes), "reason": None, "language": "en", "nearest": ()}
    return KeptAnswer(question=question, quotes=tuple(quotes), text=text, **{**known, **changes})

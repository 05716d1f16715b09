"""A tiny benchmark made of the notes that ship and their gold questions, in the form that benchmark folders have."""

import json
from pathlib import Path

from guillemet.corpus import read_document, shipped_documents
from guillemet.eval import read_gold, shipped_gold

NOTES = ("modele-abolitionniste.md", "vienna-regional-programme.md", "chronologie-2003-2022.md")


def lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def body(name):
    """A note without its head."""
    return (shipped_documents() / name).read_text(encoding="utf-8").split("\n---\n", 1)[1].strip()


def passages(names=NOTES):
    """One row a note: its first heading is the title, and what follows the text."""
    for name in names:
        (title, text) = body(name).removeprefix("# ").split("\n", 1)
        yield {
            "id": name,
            "title": title,
            "text": text.strip(),
            "language": read_document(shipped_documents() / name).language,
        }


def questions(rows, languages=("en", "fr")):
    """The gold questions that one of these passages answers, each with the place of its evidence."""
    texts = {row["id"]: row["text"] for row in rows}
    for gold in read_gold(shipped_gold()):
        if gold.language not in languages or gold.history:
            continue
        if not gold.answerable:
            yield {"id": gold.id, "text": gold.question, "lang": gold.language, "answerable": False}
            continue
        text = texts.get(gold.document, "")
        found = next((span for span in gold.evidence if span in text), None)
        if found:
            yield {
                "id": gold.id,
                "text": gold.question,
                "lang": gold.language,
                "doc": gold.document,
                "answers": [found],
                "answer_start": text.index(found),
            }


def write(folder: Path, corpus, queries):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "corpus.jsonl").write_text(lines(corpus), encoding="utf-8")
    (folder / "queries.jsonl").write_text(lines(queries), encoding="utf-8")
    judged = [f"{row['id']}\t{row['doc']}\t1\n" for row in queries if "doc" in row]
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(judged), encoding="utf-8")
    return folder

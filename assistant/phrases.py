"""The words around the quotes, in the language of the question."""

from typing import NamedTuple

__all__ = ["PHRASES", "Phrases", "phrases_for"]


class Phrases(NamedTuple):
    """What the assistant says in its own voice, in one language; `{}` is filled in."""

    language: str
    """ISO 639-1."""
    not_answered: str
    nearest: str
    no_documents: str
    no_match: str
    uncertain: str
    mentioned: str
    """Words that stand in the documents, and words that do not."""
    opening: str
    closing: str
    """The quotation marks of the language."""


PHRASES = {
    "en": Phrases(
        "en",
        "The documents do not say.",
        "What came nearest:",
        "there is no document to search yet",
        "nothing in the documents comes near the question",
        "none of the passages is near enough to the question to hold its answer",
        "the documents mention {}, but nowhere {}",
        "“",
        "”",
    ),
    "fr": Phrases(
        "fr",
        "Les documents ne le disent pas.",
        "Ce qui s’en approche le plus :",
        "il n’y a encore aucun document où chercher",
        "rien dans les documents n’approche de la question",
        "aucun passage n’est assez proche de la question pour en contenir la réponse",
        "les documents mentionnent {}, mais nulle part {}",
        "«\N{NO-BREAK SPACE}",
        "\N{NO-BREAK SPACE}»",
    ),
    "de": Phrases(
        "de",
        "Die Dokumente sagen es nicht.",
        "Was dem am nächsten kommt:",
        "es gibt noch kein Dokument, in dem gesucht werden kann",
        "nichts in den Dokumenten kommt der Frage nahe",
        "keine Stelle ist der Frage nahe genug, um ihre Antwort zu enthalten",
        "die Dokumente nennen {}, aber nirgends {}",
        "„",
        "“",
    ),
    "es": Phrases(
        "es",
        "Los documentos no lo dicen.",
        "Lo que más se acerca:",
        "todavía no hay ningún documento en el que buscar",
        "nada en los documentos se acerca a la pregunta",
        "ningún pasaje está bastante cerca de la pregunta como para contener su respuesta",
        "los documentos mencionan {}, pero en ninguna parte {}",
        "«",
        "»",
    ),
    "it": Phrases(
        "it",
        "I documenti non lo dicono.",
        "Ciò che più si avvicina:",
        "non c’è ancora nessun documento in cui cercare",
        "nulla nei documenti si avvicina alla domanda",
        "nessun passaggio è abbastanza vicino alla domanda da contenerne la risposta",
        "i documenti menzionano {}, ma da nessuna parte {}",
        "«",
        "»",
    ),
}


def phrases_for(language: str | None) -> Phrases:
    """The phrases of a language, ISO 639-1; English where there are none."""
    return PHRASES.get(language or "en", PHRASES["en"])

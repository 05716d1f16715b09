"""The words of the interface, in French and in English."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["ENGLISH", "FRENCH", "Wording", "preferred", "wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything the interface says in one language; `{}` marks what is filled in."""

    language: str
    tagline: str
    ask: str
    send_hint: str
    start_over: str
    searching: str
    searched_for: str
    quotes: str
    quote: str
    open_quote: str
    close_quote: str
    show: str
    show_label: str
    undated: str
    page: str
    nearest_note: str
    preparing: str
    preparing_files: str
    waiting: str
    waiting_files: str
    ready_one: str
    ready_many: str
    skipped: str
    failed: str
    broken: str
    empty_question: str
    about: str
    date: str
    document_language: str
    source: str
    fingerprint: str
    to_quote: str
    outside: str
    not_found: str
    not_found_note: str
    bad_offsets: str
    back: str


ENGLISH = Wording(
    language="en",
    tagline="Ask your documents. They answer in their own words.",
    ask="Ask your documents",
    send_hint="Any language. Enter sends.",
    start_over="Start over",
    searching="Searching the documents…",
    searched_for="Searched for:",
    quotes="Quotes that answer",
    quote="Quote {}",
    open_quote="«\u00a0",
    close_quote="\u00a0»",
    show="Show in document",
    show_label="Show quote {} in the document “{}” (new tab)",
    undated="no date",
    page="page {}",
    nearest_note="These passages do not answer the question.",
    preparing="Preparing the index…",
    preparing_files="Preparing the index: {} of {} documents",
    waiting="The index is still being prepared. Your question is answered as soon as it is ready.",
    waiting_files=(
        "The index is still being prepared ({} of {} documents). Your question is answered as soon as it is ready."
    ),
    ready_one="1 document",
    ready_many="{} documents",
    skipped="{} skipped",
    failed="The index could not be brought up to date: {}",
    broken="Something went wrong while answering. The terminal says what; please ask again.",
    empty_question="Please type a question first.",
    about="About this document",
    date="Date",
    document_language="Language",
    source="Source",
    fingerprint="SHA-256",
    to_quote="Go to the quote",
    outside="The link asks for characters {} to {}, but this document has {}: nothing is highlighted.",
    not_found="No such document",
    not_found_note=(
        "None of the indexed documents has the hash {}. It may have been changed or removed since the link was made."
    ),
    bad_offsets="The link names no place in the document (start and end must be whole numbers): nothing is marked.",
    back="Back to the questions",
)

FRENCH = Wording(
    language="fr",
    tagline="Interrogez vos documents. Ils répondent avec leurs propres mots.",
    ask="Interrogez vos documents",
    send_hint="Toutes langues. Entrée pour envoyer.",
    start_over="Recommencer",
    searching="Recherche dans les documents…",
    searched_for="Recherche :",
    quotes="Citations qui répondent",
    quote="Citation {}",
    open_quote="«\u00a0",
    close_quote="\u00a0»",
    show="Voir dans le document",
    show_label="Voir la citation {} dans le document « {} » (nouvel onglet)",
    undated="sans date",
    page="page {}",
    nearest_note="Ces passages ne répondent pas à la question.",
    preparing="Préparation de l’index…",
    preparing_files="Préparation de l’index : {} documents sur {}",
    waiting="L’index est en cours de préparation. La réponse viendra dès qu’il sera prêt.",
    waiting_files="L’index est en cours de préparation ({} documents sur {}). La réponse viendra dès qu’il sera prêt.",
    ready_one="1 document",
    ready_many="{} documents",
    skipped="{} non lus",
    failed="L’index n’a pas pu être mis à jour : {}",
    broken="La réponse a échoué. Le terminal dit pourquoi ; reposez la question.",
    empty_question="Écrivez d’abord une question.",
    about="À propos de ce document",
    date="Date",
    document_language="Langue",
    source="Source",
    fingerprint="SHA-256",
    to_quote="Aller à la citation",
    outside="Le lien demande les caractères {} à {}, mais ce document en compte {} : rien n’est surligné.",
    not_found="Document introuvable",
    not_found_note=(
        "Aucun document indexé n’a l’empreinte {}. Il a pu être modifié ou retiré depuis la création du lien."
    ),
    bad_offsets=(
        "Le lien n’indique pas un endroit du document (start et end doivent être des nombres entiers) : "
        "rien n’est surligné."
    ),
    back="Retour aux questions",
)

_BY_LANGUAGE = {"en": ENGLISH, "fr": FRENCH}


def wording(language: str | None) -> Wording:
    """The words for a language, ISO 639-1; English where there is no translation."""
    return _BY_LANGUAGE.get((language or "").partition("-")[0].lower(), ENGLISH)


def preferred(accept_language: str | None, among: Sequence[str] = tuple(_BY_LANGUAGE)) -> str:
    """The first language of an `Accept-Language` header, by its weights, that the interface speaks.

    >>> preferred("de-AT, fr;q=0.8, en;q=0.9")
    'en'
    """
    offers: list[tuple[float, str]] = []
    for offer in (accept_language or "").split(","):
        tag, _, parameters = offer.strip().partition(";")
        weight = parameters.strip().removeprefix("q=")
        try:
            offers.append((float(weight) if weight else 1.0, tag.partition("-")[0].lower()))
        except ValueError:
            continue
    offers.sort(key=lambda offer: -offer[0])
    return next((tag for weight, tag in offers if tag in among and weight > 0), "en")

import pytest

from guillemet.corpus.furniture import is_furniture

FURNITURE = [
    "JPEG",
    "PNG (12 ko)",
    "JPEG - 45.3 ko",
    "Une dame et un monsieur - JPEG",
    "Le vieux pont - JPEG (34 ko)",
    "Haut de page",
    "↑ Back to top",
    "Plus d’information",
    "Lire la suite",
    "Read more…",
    "En savoir plus >",
    "Téléchargez la note n°4 (mars 2015) au format PDF",
    "Télécharger (PDF, 1,2 Mo)",
    "Download the report (PDF, 2 MB)",
    "Dernière modification : 15/11/2017",
    "Last updated: 3 May 2020",
    "Partager sur Facebook",
    "Share on X",
    "Partager sur Facebook, Twitter et LinkedIn",
    "Imprimer",
    "Accueil > Dossiers > Eau",
    "Home › Themes › Water",
    "Vous êtes ici : Accueil / Dossiers",
    "Aller au contenu principal",
    "Skip to main content",
    "En poursuivant votre navigation sur ce site, vous acceptez l’utilisation de cookies.",
    "We use cookies to improve your experience on our site.",
    "Ce site utilise des cookies pour mesurer son audience.",
    "Wir verwenden Cookies, um Ihnen ein besseres Erlebnis zu bieten.",
    "Utilizamos cookies propias y de terceros.",
    "Questo sito utilizza i cookie.",
    "© 2019 Ville de Lormont",
    "Copyright 2018 Acme Ltd. All rights reserved.",
    "Tous droits réservés",
    "Page 3 sur 12",
    "Seite 3 von 12",
    "- 3 -",
    "« Précédent 1 2 3 Suivant »",
    "Crédits photo : Mairie",
    "Photo : © M. Martin",
    "Facebook Twitter LinkedIn",
    "Temps de lecture : 5 minutes",
    "5 min read",
    "Suivez-nous sur Twitter",
    "[Image: a bridge]",
    "Nach oben",
    "Publié le 3 mai 2020",
    "Zum Seitenanfang",
    "Volver arriba",
    "Torna su",
    "Weiterlesen",
    "Leer más",
    "Leggi tutto",
    "Teilen",
    "Stampa",
    "Última actualización: 3 de mayo de 2020",
    "Ultimo aggiornamento: 3 maggio 2020",
    "Zuletzt aktualisiert am 3. Mai 2020",
]

TEXT = [
    "The judge held that accepting cookies requires consent.",
    "Nous avons vu que les cookies de la boulangerie plaisaient aux enfants.",
    "We use cookies in the bakery to teach fractions.",
    "Page 3 of the report describes the dam.",
    "La page 12 du rapport décrit le barrage.",
    "Page blanche",
    "Téléchargez le formulaire, remplissez-le et envoyez-le au format papier.",
    "Téléchargez le formulaire PDF, remplissez-le et renvoyez-le avant mai.",
    "La dernière modification de la loi date du 15/11/2017.",
    "Publié le 3 mai 2020, le décret fixe les prix.",
    "Le décret publié le 3 mai 2020 fixe les prix.",
    "Copyright law changed in 2019.",
    "Le maire a dit « oui » et « non »",
    "Le droit d'auteur protège tous les textes.",
    "2017",
    "12",
    "1 2 3",
    "Partager sur un pied d'égalité",
    "Il faut partager sur Facebook les résultats.",
    "Bonjour",
    "Recherche et développement",
    "3 min de cuisson",
    "x > y > z",
    "a → b",
    "The format is JPEG.",
    "Photo de groupe à Lyon",
    "Image de la France dans le monde",
    "More than ten people came.",
    "Imprimer coûte cher.",
    "Home is where the heart is",
    "En poursuivant votre navigation vers le nord, vous atteindrez le cap.",
    "Paris > Lyon",
    "Suivez-nous dans la salle du fond pour le repas",
    "",
    "The museum’s website uses cookies shaped like cats on its front page",
    "Ce site de fouilles a livré trois vases.",
    "Nous utilisons des filets depuis 1950.",
    "The bridge was last modified in 1932 by the city",
    "He went home",
    "Top speeds were reached at noon.",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_recognised(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", TEXT)
def test_a_sentence_that_merely_resembles_it_is_not(line: str) -> None:
    assert not is_furniture(line)


def test_a_long_text_is_never_furniture() -> None:
    assert not is_furniture("Ce site utilise des cookies. " + "La mer monte. " * 60)


@pytest.mark.parametrize(
    "part",
    ["655366553", "1 ", "1|", "facebook ", "facebook, ", "email", "x", "partager sur x ", "pdf ", "… ", "2000 © ", " "],
)
@pytest.mark.timeout(60)
def test_what_goes_on_and_on_is_told_at_once(part: str) -> None:
    """A pattern that parts a run in every way there is would not end before the test is stopped."""
    for start in ("", "partager sur ", "follow us on ", "facebook "):
        for end in ("", "z", "!"):
            is_furniture((start + part * 600)[:598] + end)

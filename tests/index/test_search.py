"""Search: by words and by meaning, within one language and across."""

import pytest

SOAP = "Le savon de l’atelier Bérard sèche pendant quarante jours.\n"
STATE = "L’État rembourse les événements annulés.\n"
ROPE = "Les cordes du beffroi furent changées en 1912.\n"
OTHERS = {f"note-{n}.txt": f"La note numéro {n} parle du jardin, de la serre et du potager.\n" for n in range(12)}


@pytest.fixture
def searched(folder, index_of):
    index = index_of(folder({"soap.txt": SOAP, "state.txt": STATE, "rope.txt": ROPE, **OTHERS}))
    index.sync()
    return index


def hits(index, query, k=10):
    return index.search(query, index.embedder.embed_queries([query])[0], k)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("savon Bérard", SOAP),
        ("SAVON BERARD", SOAP),
        ("savons", SOAP),
        ("l'Etat", STATE),
        ("Quel evenement annule ?", STATE),
        ("qu’est-ce que l’État rembourse ?", STATE),
        ("corde du beffroi", ROPE),
        ("1912 ?", ROPE),
    ],
)
def test_words_are_found_whatever_their_accents_apostrophes_and_endings(searched, find, query, expected):
    assert find(searched, query)[0] == expected.strip()


def test_hits_are_ranked_from_one_best_first(searched):
    found = hits(searched, "le savon de l’atelier")
    assert [hit.rank for hit in found] == list(range(1, len(found) + 1))
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_a_hit_and_its_sentences_are_spans_of_its_document(searched):
    for hit in hits(searched, "savon"):
        assert 0 <= hit.span.start < hit.span.end <= len(hit.document.text)
        assert hit.sentences
        for sentence in hit.sentences:
            assert hit.span.start <= sentence.span.start < sentence.span.end <= hit.span.end


def test_at_most_k_hits_are_given(searched):
    assert len(hits(searched, "jardin", 4)) == 4
    assert len(hits(searched, "jardin", 1000)) == 15


@pytest.mark.parametrize(
    "query",
    ["savon", "le la de", "xyzzy", "Bérard 1912 État", "jardin jardin jardin", "?", "", '" OR NEAR( *', "\x00", "人"],
)
def test_overlap_is_a_share(searched, query):
    for hit in hits(searched, query, 50):
        for one in (hit, *hit.sentences):
            assert 0 <= one.overlap <= 1


def test_overlap_is_whole_where_every_word_stands_and_none_where_none_does(searched):
    by_text = {hit.document.text: hit for hit in hits(searched, "savon Bérard", 50)}
    assert by_text[SOAP].overlap == pytest.approx(1)
    assert by_text[ROPE].overlap == 0
    half = {hit.document.text: hit for hit in hits(searched, "savon parfumé", 50)}
    assert 0 < half[SOAP].overlap < 1


def test_words_that_carry_a_sentence_do_not_count(searched):
    for hit in hits(searched, "Qu’est-ce que c’est que le savon du beffroi, et pourquoi ?", 50):
        if hit.document.text.startswith("La note"):
            assert hit.overlap == 0


def test_a_rare_word_counts_more_than_a_common_one(searched):
    found = {hit.document.text: hit.overlap for hit in hits(searched, "jardin savon", 50)}
    assert found[SOAP] > found["La note numéro 3 parle du jardin, de la serre et du potager.\n"] > 0


def test_an_empty_index_finds_nothing(index_of, tmp_path):
    (tmp_path / "empty").mkdir()
    index = index_of(tmp_path / "empty")
    assert hits(index, "savon") == []
    index.sync()
    assert hits(index, "savon") == []


def test_searching_before_a_sync_finds_what_is_held(searched, index_of, find):
    assert find(index_of(*searched.roots), "savon Bérard")[0] == SOAP.strip()


def test_the_same_search_gives_the_same_hits(searched, index_of):
    def told(index):
        return [(hit.document.uri, hit.span, round(hit.score, 3)) for hit in hits(index, "le savon du jardin")]

    assert told(searched) == told(searched) == told(index_of(*searched.roots))


# -- with the model that ships


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory, unpacked_home, multilingual):
    """French and English letters on the same matters, and in each language one fact that the other lacks."""
    from guillemet.index.index import Index
    from guillemet.index.settings import Settings

    root = tmp_path_factory.mktemp("bilingual")
    french = {
        "harbour": "Le port a été dragué en mars. Les pêcheurs ont repris la mer au printemps.",
        "school": "L’école du bourg a ouvert une cantine. Les repas sont préparés sur place.",
        "bread": "Le boulanger cuit le pain au feu de bois. Il se lève à trois heures.",
        "lighthouse": "Le gardien du phare s’appelle Anselme Kerbrat. Il allume la lampe chaque soir.",
    }
    english = {
        "harbour": "The harbour was dredged in March. The fishermen went back to sea in spring.",
        "school": "The village school opened a canteen. Meals are cooked there.",
        "bread": "The baker bakes his bread over a wood fire. He gets up at three.",
        "island": "Visitors reach the island by a ferry that leaves at nine. The crossing takes an hour.",
        "keepers": "Keepers of museums meet every year. The keeper of the town museum speaks first.",
        "houses": "Many houses on the shore are painted white. Their lamps are lit at night.",
    }
    for language, letters in (("fr", french), ("en", english)):
        for name, text in letters.items():
            (root / f"{name}-{language}.md").write_text(f"---\nlanguage: {language}\n---\n\n{text}\n", encoding="utf-8")
    index = Index([root], Settings(home=tmp_path_factory.mktemp("state")), multilingual)
    index.sync()
    return index


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Who keeps the lighthouse?", "Kerbrat"),
        ("Wie heißt der Leuchtturmwärter?", "Kerbrat"),
        ("Comment s’appelle le gardien du phare ?", "Kerbrat"),
        ("À quelle heure part le bateau pour l’île ?", "ferry"),
        ("¿A qué hora sale el barco para la isla?", "ferry"),
        ("When does the ferry to the island leave?", "ferry"),
    ],
)
def test_a_fact_in_one_language_is_found_in_any(bilingual, query, expected):
    assert expected in hits(bilingual, query)[0].document.text


def test_a_fact_in_another_language_stands_beside_passages_that_share_words_with_the_question(bilingual):
    top = hits(bilingual, "What is the name of the lighthouse keeper?", 2)
    assert any("Kerbrat" in hit.document.text for hit in top)


def test_passages_in_the_language_of_the_question_do_not_crowd_out_the_others(bilingual):
    top = hits(bilingual, "When was the harbour dredged?", 2)
    assert {hit.document.language for hit in top} == {"fr", "en"}

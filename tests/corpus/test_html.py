import pytest

from guillemet.corpus import BlockKind

PAGE = """<!DOCTYPE html><html lang="fr-FR"><head><meta charset="utf-8">
<title>Le moulin de Saint-Loup - Canton du Val</title>
<meta property="og:site_name" content="Canton du Val">
<meta property="article:published_time" content="2013-04-03T10:00:00+02:00">
<style>p { color: red }</style><script>var gone = "jamais";</script></head><body>
<a class="skip-link" href="#c">Aller au contenu</a>
<nav><ul><li><a href="/a">Vie pratique</a></li><li><a href="/b">Culture et loisirs</a></li></ul></nav>
<div id="cookie-banner">Des traceurs sont déposés ici. <button>D’accord</button></div>
<p>Accueil &gt; Patrimoine &gt; Moulins</p>
<main><article><h1>Le moulin   de
Saint-Loup</h1>
<p>Le moulin a été <b>restauré</b> en mai&nbsp;2013 apr&egrave;s deux ans de travaux,
et la roue tourne de nouveau.<br>Une fête
a eu lieu au bord de l’eau.</p>
<h2>Les chiffres de la saison</h2>
<table><tr><th>Année</th><th>Visites</th></tr><tr><td>2011</td><td><p>1&nbsp;200</p></td></tr></table>
<ul><li>Une première salle montre les outils du meunier.<ul><li>les meules</li></ul></li>
<li><p>Une seconde salle montre les sacs.</p></li></ul>
<p>La visite coûte trois euros, et elle est gratuite pour les enfants de moins de douze ans.</p>
<p>Haut de page</p></article></main>
<aside><h3>Ailleurs</h3><p><a href="x">La grange aux dîmes rouvre ses portes au public.</a></p></aside>
<footer><p>Dernière modification : 05/06/2013</p></footer>
<div hidden>caché</div><div style="display: none">caché aussi</div></body></html>"""


def test_structure(read, parts) -> None:
    document = read("moulin.html", PAGE)
    assert (document.title, document.date, document.language) == ("Le moulin de Saint-Loup", "2013-04-03", "fr")
    assert [part for part in parts(document) if part[0] != "furniture"] == [
        ("heading", "Le moulin de Saint-Loup"),
        (
            "paragraph",
            (
                "Le moulin a été restauré en mai\N{NO-BREAK SPACE}2013 après deux ans de travaux, "
                "et la roue tourne de nouveau.\n"
                "Une fête a eu lieu au bord de l’eau."
            ),
        ),
        ("heading", "Les chiffres de la saison"),
        ("row", "Année | Visites"),
        ("row", "2011 | 1\N{NO-BREAK SPACE}200"),
        ("item", "Une première salle montre les outils du meunier."),
        ("item", "les meules"),
        ("item", "Une seconde salle montre les sacs."),
        ("paragraph", "La visite coûte trois euros, et elle est gratuite pour les enfants de moins de douze ans."),
    ]
    furniture = parts(document, BlockKind.FURNITURE)
    assert "Aller au contenu" in furniture
    assert "Culture et loisirs" in furniture
    assert "Des traceurs sont déposés ici." in furniture
    assert "La grange aux dîmes rouvre ses portes au public." in furniture
    for gone in ("jamais", "color", "caché"):
        assert gone not in document.text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("iso-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("utf-8", "utf-8"),
        ("iso-8859-2", "iso-8859-2"),
        (None, "utf-16"),
    ],
)
def test_encodings(read, declared: str | None, encoding: str) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><p>Où est né le vélo ? À Lyon, dit-on.</p></body></html>"
    if encoding == "iso-8859-2":
        page = page.replace("Où est né le vélo ? À Lyon, dit-on.", "Dziś jest środa.")
    assert read("a.html", page.encode(encoding)).text in {"Où est né le vélo ? À Lyon, dit-on.", "Dziś jest środa."}


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>one<p>two", "one\n\ntwo"),
        ("<div>a <span>b</div> c</span>", "a b\n\nc"),
        ("<table><tr><td>x<td>y", "x | y"),
        ("no tags at all", "no tags at all"),
        ("<p>1 &lt; 2 &amp; &#233;&bogus;</p>", "1 < 2 & é&bogus;"),
        ("<p>a<!-- b -->c</p>", "ac"),
        ("<ol start=3><li>c<li>d</ol>", "3. c\n4. d"),
        ("<pre>a  b\n c</pre>", "a  b\n c"),
        (
            "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>x</p></body></html>",
            "x",
        ),
        ("<p>a</p></body></html><p>after", "a\n\nafter"),
    ],
)
def test_broken_and_odd_pages(read, page: str, text: str) -> None:
    assert read("a.xhtml", page).text == text


def test_deep_nesting_does_not_break_it(read) -> None:
    assert "deep" in read("a.html", "<div>" * 1500 + "deep" + "</div>" * 1500).text


def test_titles(read) -> None:
    head = "<html><head><title>{}</title></head><body><h1>{}</h1><p>Words that fill the page.</p></body></html>"
    assert read("a.html", head.format("Bread - Salt - Bakers’ Union", "Bread - Salt")).title == "Bread - Salt"
    assert read("b.html", head.format("Bread and salt", "Welcome")).title == "Bread and salt"
    assert read("c.html", "<h1>Rye bread</h1><p>Words that fill the page.</p>").title == "Rye bread"


def test_a_lying_template_does_not_fool_the_language(read) -> None:
    sentence = "La boulangère pétrit la pâte avant l’aube, puis elle allume le four et balaie devant sa porte. "
    assert read("a.html", f'<html lang="en"><body><p>{sentence * 6}</p></body></html>').language == "fr"


def test_a_short_page_with_inline_markup_stays_quotable(read, parts) -> None:
    page = (
        '<html lang="en"><head><title>Mill</title></head><body><nav><a href="/">All <b>mills</b></a></nav>'
        "<h1>Opening hours</h1><p>The mill opens <em>daily</em> at&nbsp;nine, except on Mon&shy;days. "
        'It closes at <a href="/six"><strong>six</strong></a>.</p><p>Tickets cost <b>four</b> euros.</p>'
        "<p>The cafe\N{COMBINING ACUTE ACCENT} is <i>open</i>.</p>"
        '<div id="cookie-banner">We set <b>cookies</b>.</div><footer>Mill <b>street</b> 4</footer></body></html>'
    )
    document = read("mill.html", page)
    assert parts(document, BlockKind.PARAGRAPH) == [
        "The mill opens daily at\N{NO-BREAK SPACE}nine, except on Mondays. It closes at six.",
        "Tickets cost four euros.",
        "The cafe\N{COMBINING ACUTE ACCENT} is open.",
    ]
    assert parts(document, BlockKind.FURNITURE) == ["All mills", "We set cookies.", "Mill street 4"]


SHEET = """<html lang="en"><head><title>Mill</title><style><!-- /* p */
.h, #v { display: none } #v { display: block; visibility: hidden } p.both{display:none} i{visibility:hidden}
.back { display: none } .again { display: block } .later { display: block } .first { display: none }
.tab { display: none } .tab.active { display: block } .small { display: none }
body { visibility: hidden } .clear { display: none } .clear::after { display: block }
@media print { .screen { display: none } } @media (min-width: 800px) { .small { display: block } } --></style>
<style media="print">.no-print { display: none }</style><noscript><style>.js { display: none }</style></noscript>
</head><body><h1>The mill</h1>{}</body></html>"""


@pytest.mark.parametrize(
    ("paragraph", "shown"),
    [
        ('<p class="h">{}</p>', False),
        ('<p id="v">{}</p>', False),
        ('<p class="both">{}</p>', False),
        ('<div class="x h"><p>{}</p></div>', False),
        ("<p><i>{}</i></p>", False),
        ('<p class="clear">{}</p>', False),
        ('<p class="again first">{}</p>', False),
        ("<p>{}</p>", True),
        ('<div class="both">{}</div>', True),
        ('<p class="again back">{}</p>', True),
        ('<p class="h" style="display:block">{}</p>', True),
        ('<p class="tab">{}</p>', True),
        ('<p class="small">{}</p>', True),
        ('<p class="screen">{}</p>', True),
        ('<p class="no-print">{}</p>', True),
        ('<p class="js">{}</p>', True),
    ],
)
def test_what_a_simple_rule_of_the_page_hides_is_no_text(read, paragraph: str, shown) -> None:
    page = SHEET.replace("{}", "<p>It has two wheels.</p>" + paragraph.format("The miller owns nine cats."))
    document = read("mill.html", page)
    assert "It has two wheels." in document.text
    assert ("nine cats" in document.text) == shown

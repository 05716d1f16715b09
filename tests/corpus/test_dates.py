import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_writing import drawn

from guillemet.corpus.dates import find_date, stated_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Réunion du 13 au 15 mars 2011", "2011-03-13"),
        ("du 30 octobre au 2 novembre 2013", "2013-10-30"),
        ("le 1er octobre 2014", "2014-10-01"),
        ("jeudi 1° octobre 2014", "2014-10-01"),
        ("le 3 août 2009", "2009-08-03"),
        ("12 January 2018", "2018-01-12"),
        ("January 12th, 2018", "2018-01-12"),
        ("November 13-15, 2018", "2018-11-13"),
        ("5th of May, 2020", "2020-05-05"),
        ("2016-02-29T10:00:00+01:00", "2016-02-29"),
        ("03/05/2020", "2020-05-03"),
        ("12/25/2019", "2019-12-25"),
        ("15.11.2012", "2012-11-15"),
        ("1. März 2020", "2020-03-01"),
        ("3 de mayo de 2020", "2020-05-03"),
        ("dal 3 al 5 maggio 2020", "2020-05-03"),
        ("31/02/2020", None),
        ("in 2017", None),
        ("May 2020", None),
        ("20200512", None),
        ("", None),
    ],
)
def test_find_date(text: str, date: str | None) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Dernière modification : 15/11/2012", "2012-11-15"),
        ("Mis à jour le 3 mai 2020 à 14h30", "2020-05-03"),
        ("Last updated: 3 May 2020", "2020-05-03"),
        ("This page was last updated on 3 May 2020, at 10:15.", "2020-05-03"),
        ("Zuletzt aktualisiert am 3. Mai 2020", "2020-05-03"),
        ("Stand: 15.11.2012", "2012-11-15"),
        ("Última actualización: 3 de mayo de 2020", "2020-05-03"),
        ("Ultimo aggiornamento: 3 maggio 2020", "2020-05-03"),
        ("La dernière modification du 15/11/2012 a tout changé.", None),
        ("Modifié le 3 mai 2020 par le conseil", None),
        ("3 May 2020", None),
    ],
)
def test_stated_date(line: str, date: str | None) -> None:
    assert stated_date(line) == date


@given(st.dates(min_value=__import__("datetime").date(1500, 1, 1), max_value=__import__("datetime").date(2199, 12, 31)))
def test_any_date_in_european_order(day: object) -> None:
    assert find_date(f"vu le {day:%d/%m/%Y} au port") == str(day)


def test_a_stated_date_outweighs_one_in_the_text(read) -> None:
    text = (
        "Fête du port, 3 juin 2010\n\nLe 4 juin 2010, tout le monde est venu.\n\nDernière modification : 09/07/2010\n"
    )
    assert read("a.txt", text).date == "2010-07-09"


def test_else_the_first_lines_date_the_document(read) -> None:
    assert read("a.txt", "Fête du port\n\nLe 4 juin 2010, tout le monde est venu.\n").date == "2010-06-04"
    assert read("b.txt", "Fête du port\n\nTout le monde est venu.\n").date is None


def test_a_day_to_come_dates_no_document(read) -> None:
    assert read("a.txt", "Lease\n\nIt ends on 31 March 2199.\n").date is None
    assert read("b.txt", "Lease of 1 April 2016\n\nIt ends on 31 March 2199.\n").date == "2016-04-01"
    assert read("c.txt", "Lease\n\nIt ends on 31 March 2199 and was signed on 2 April 2016.\n").date == "2016-04-02"


def test_a_day_after_the_file_was_made_dates_no_pdf(read) -> None:
    def draw(page: object, _number: int) -> None:
        page.drawString(72, 720, "The lease ends on 31 March 2019.")  # type: ignore[attr-defined]

    made = re.sub(rb"D:\d{8}", b"D:20160401", drawn(draw))
    assert read("a.pdf", made).date == "2016-04-01"
    changed = re.sub(rb"(ModDate \(D:)\d{8}", rb"\g<1>20190402", made)
    assert read("b.pdf", changed).date == "2019-03-31"

from __future__ import annotations

from support.faq.searching import Entry, find


def entry(code: str, question: str, words: str = "") -> Entry:
    return Entry(code, "topic", question, f"<p>{words}</p>", words, "en")


PAYMENT = entry("payment", "How can I pay?", "By card or by bank transfer.")
DELIVERY = entry("delivery", "When will my parcel arrive?", "Checkout shows the date.")
CARD = entry("card", "When is my card charged?", "When you pay.")
ALL = [PAYMENT, DELIVERY, CARD]


def codes(query: str, entries: list[Entry] = ALL) -> list[str]:
    return [found.code for found in find(entries, query)]


def test_a_word_of_the_question_counts_more_than_one_of_the_answer() -> None:
    assert codes("card") == ["card", "payment"]
    assert codes("pay") == ["payment", "card"]


def test_every_word_must_be_found() -> None:
    assert codes("card charged") == ["card"]
    assert codes("card parcel") == []


def test_accents_case_and_punctuation_do_not_matter() -> None:
    entries = [entry("riga", "Kur ir Jūsu veikals Rīgā?")]

    assert codes("jusu RIGA!", entries) == ["riga"]


def test_a_bent_word_is_found_after_those_that_fit() -> None:
    one = entry("one", "Which candle burns longest?")
    many = entry("many", "Are candles safe?")

    assert codes("candles", [one, many]) == ["many", "one"]
    assert codes("candlestick", [one, many]) == []


def test_nothing_but_signs_finds_nothing() -> None:
    assert codes("?!") == []
    assert codes("") == []

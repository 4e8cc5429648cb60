from __future__ import annotations

import pytest

from shop.languages.collation import place_in_alphabet


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Åland", "Albania", "Sao Tome", "Saudi Arabia"]),
        ("fa", ["آلمان", "اتریش", "پاکستان", "تایلند", "کره", "گرجستان", "هند"]),
        ("lv", ["Āfrika", "Austrija", "Čehija", "Dānija", "Šveice", "Turcija"]),
        ("uk", ["Австрія", "Іспанія", "Італія", "Їжачки", "Йорданія", "Японія"]),
        ("hy", ["Ավստրիա", "Բելգիա", "Լատվիա"]),
    ],
)
def test_words_stand_in_the_order_of_their_alphabet(
    language: str, words: list[str]
) -> None:
    assert sorted(words, key=lambda word: place_in_alphabet(word, language)) == words


def test_half_spaces_and_hyphens_do_not_count() -> None:
    assert place_in_alphabet("Gvineja-Bisava", "lv") < place_in_alphabet("Haiti", "lv")
    assert (
        place_in_alphabet("آن\u200cها", "fa")[0] == place_in_alphabet("آنها", "fa")[0]
    )

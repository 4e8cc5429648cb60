from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from checkout.credit.codes import ALPHABET, as_code, code_from, digest_of, shown_code

SEED = UUID("6f1c0f3e-0b9f-4a53-9d0b-2f6a5a2c9c11")


def test_a_code_has_four_groups_of_letters_nobody_confuses() -> None:
    groups = code_from(SEED).split("-")

    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert set("".join(groups)) <= set(ALPHABET)


def test_the_seed_alone_gives_no_code(settings: Settings) -> None:
    ours = code_from(SEED)
    settings.SECRET_KEY = "another shop's"

    assert code_from(SEED) != ours


def test_codes_differ() -> None:
    assert len({code_from(uuid4()) for _ in range(500)}) == 500


@pytest.mark.parametrize(
    "typed",
    [
        "K7M3-9QXT-2HBR-VW4D",
        "k7m39qxt2hbrvw4d",
        "  K7M3 9QXT 2HBR VW4D ",
        "K7M3–9QXT—2HBR.VW4D",
        "K۷M۳-۹QXT-۲HBR-VW۴D",
    ],
)
def test_every_spelling_is_the_same_code(typed: str) -> None:
    assert as_code(typed) == "K7M3-9QXT-2HBR-VW4D"


@pytest.mark.parametrize("typed", ["", "K7M3", "K7M3-9QXT-2HBR-VW4D-2", "AAAA" * 4])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert as_code(typed) == ""


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    code = as_code(typed)

    assert code == "" or as_code(code) == code


def test_a_code_can_be_shown_again_after_the_key_was_changed(
    settings: Settings,
) -> None:
    code = code_from(SEED)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"

    assert shown_code(SEED, digest_of(code)) == code


def test_a_code_whose_key_is_gone_is_not_shown(settings: Settings) -> None:
    digest = digest_of(code_from(SEED))
    settings.SECRET_KEY = "a new one"

    assert shown_code(SEED, digest) == ""

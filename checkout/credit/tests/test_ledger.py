from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from checkout.credit.cards import (
    CardUsed,
    code_of,
    gift_card_for,
    issue_gift_card,
    move_to_credit,
    void_gift_card,
)
from checkout.credit.ledger import CreditRefused, book, store_credit_of
from checkout.credit.models import CreditAccount, CreditEntry
from checkout.credit.testing import make_gift_card
from shop.users.models import User

pytestmark = pytest.mark.django_db

Kind = CreditEntry.Kind


def spend(
    card: CreditAccount, amount: str, reference: str = "payment-1"
) -> CreditEntry:
    return book(
        card, kind=Kind.SPENT, amount=-Decimal(amount), reference=reference, by="Anna"
    )


def test_the_balance_is_the_sum_of_the_entries() -> None:
    card = make_gift_card("20.00")

    spend(card, "7.50")

    assert card.balance == Decimal("12.50")


def test_the_same_deed_is_booked_once() -> None:
    card = make_gift_card("20.00")

    assert spend(card, "7.50").pk == spend(card, "7.50").pk
    assert card.balance == Decimal("12.50")


def test_no_more_is_taken_than_there_is() -> None:
    card = make_gift_card("20.00")

    with pytest.raises(CreditRefused, match=r"only .€20\.00.* is left"):
        spend(card, "20.01")

    assert card.balance == 20


def test_a_blocked_card_pays_nothing() -> None:
    card = make_gift_card()
    CreditAccount.objects.update(is_blocked=True)

    with pytest.raises(CreditRefused, match="has been blocked"):
        spend(card, "1")

    assert card.balance == 20


def test_a_card_pays_on_its_last_day_and_not_after() -> None:
    today = localdate()
    last_day = make_gift_card(valid_until=today)
    too_late = make_gift_card(valid_until=today - timedelta(days=1))

    spend(last_day, "1", "payment-1")
    with pytest.raises(CreditRefused, match="was valid until"):
        spend(too_late, "1", "payment-2")

    assert (last_day.balance, too_late.balance) == (19, 20)


def test_a_card_is_found_by_its_code_however_it_is_spelt() -> None:
    card = make_gift_card()

    assert gift_card_for(code_of(card).lower().replace("-", " ")) == card


def test_the_code_is_nowhere_in_the_books() -> None:
    card = make_gift_card()
    bare = code_of(card).replace("-", "")
    card.refresh_from_db()

    kept = " ".join(str(value) for value in vars(card).values())
    assert bare not in kept.replace("-", "").upper()
    assert card.last_four == bare[-4:]


def test_an_unknown_code_is_refused() -> None:
    make_gift_card()

    with pytest.raises(CreditRefused, match="We know no gift card"):
        gift_card_for("2222-2222-2222-2222")


def test_a_card_is_issued_once_per_seed() -> None:
    card = make_gift_card()

    again = issue_gift_card(
        amount=Decimal(20), currency="EUR", by="again", seed=card.seed
    )

    assert (again, again.balance) == (card, 20)


def test_a_card_becomes_store_credit(buyer: User) -> None:
    card = make_gift_card("20.00")
    spend(card, "5")

    assert move_to_credit(card, buyer) == 15
    assert card.balance == 0
    assert store_credit_of(buyer, "EUR").balance == 15
    with pytest.raises(CreditRefused, match="Nothing is left"):
        move_to_credit(card, buyer)


def test_a_blocked_card_does_not_become_store_credit(buyer: User) -> None:
    card = make_gift_card()
    CreditAccount.objects.update(is_blocked=True)

    with pytest.raises(CreditRefused, match="has been blocked"):
        move_to_credit(card, buyer)

    assert CreditEntry.objects.count() == 1


def test_an_unused_card_is_taken_back_once() -> None:
    card = make_gift_card()

    void_gift_card(card, by="Marta", reason="withdrawn")
    void_gift_card(card, by="Marta", reason="withdrawn")

    assert card.balance == 0
    assert card.entries.count() == 2


def test_a_used_card_is_not_taken_back() -> None:
    card = make_gift_card()
    spend(card, "0.01")

    with pytest.raises(CardUsed):
        void_gift_card(card, by="Marta", reason="withdrawn")

    assert card.balance == Decimal("19.99")

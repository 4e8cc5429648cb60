from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkout.payments.models import PaymentMethod
from checkout.payments.providers.protocol import Kept
from checkout.payments.saved.keeping import keep, keep_nothing, make_default, remove
from checkout.payments.saved.models import SavedMethod
from shop.users.models import User

VISA = Kept(
    reference="pm_1",
    customer_reference="cus_1",
    kind="card",
    label="Visa •• 4242",
    fingerprint="visa",
)
OTHER = replace(VISA, reference="pm_2", label="Visa •• 0005", fingerprint="other")


def kept_for(user: User, kept: Kept = VISA) -> SavedMethod:
    return keep(user, provider="stripe", method_code="card", kept=kept)


def test_first_way_of_a_customer_is_the_default_one(buyer: User) -> None:
    first, second = kept_for(buyer), kept_for(buyer, OTHER)

    assert (first.is_default, second.is_default) == (True, False)


def test_same_news_twice_keeps_one(buyer: User) -> None:
    kept_for(buyer)

    kept_for(buyer, replace(VISA, label="Visa •• 1881"))

    assert [str(saved) for saved in buyer.saved_methods.all()] == ["Visa •• 1881"]


def test_same_card_kept_again_takes_the_place_of_the_first(buyer: User) -> None:
    first = kept_for(buyer)

    again = kept_for(buyer, replace(VISA, reference="pm_9"))

    assert list(SavedMethod.objects.kept()) == [again]
    assert again.is_default
    first.refresh_from_db()
    assert first.removed_at


def test_another_default_takes_the_place_of_the_first(buyer: User) -> None:
    first, second = kept_for(buyer), kept_for(buyer, OTHER)

    make_default(second)

    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)


def test_removed_way_is_never_the_default_again(buyer: User) -> None:
    saved = kept_for(buyer)
    remove(saved, now=timezone.now())

    make_default(saved)

    saved.refresh_from_db()
    assert not saved.is_default
    assert not SavedMethod.objects.usable(timezone.localdate()).exists()


def test_news_of_a_removed_way_does_not_bring_it_back(buyer: User) -> None:
    remove(kept_for(buyer), now=timezone.now())

    kept_for(buyer)

    assert not SavedMethod.objects.kept().exists()


def test_database_refuses_a_second_default(buyer: User) -> None:
    kept_for(buyer)
    second = kept_for(buyer, OTHER)

    with pytest.raises(IntegrityError), transaction.atomic():
        SavedMethod.objects.filter(pk=second.pk).update(is_default=True)


def test_way_that_needs_nothing_kept_is_there_once(buyer: User) -> None:
    method = PaymentMethod.objects.create(
        provider="bank_transfer", code="transfer", name="Bank transfer"
    )

    first, second = keep_nothing(buyer, method), keep_nothing(buyer, method)

    assert first == second
    remove(first, now=timezone.now())
    assert not SavedMethod.objects.exists()

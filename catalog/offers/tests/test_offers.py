from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from catalog.offers.models import Offer
from catalog.pricing.loading import default_price_list
from catalog.testing import make_offer, make_product
from shop.kept.generation import generation

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "change",
    [
        {"value": Decimal(50)},
        {"kind": Offer.Kind.AMOUNT},
        {"starts_at": timezone.now() + HOUR},
        {"is_active": False},
    ],
)
def test_what_an_offer_has_charged_cannot_be_rewritten(change: dict[str, Any]) -> None:
    offer = make_offer(make_product(), price_list=default_price_list())
    for name, value in change.items():
        setattr(offer, name, value)

    with pytest.raises(ValidationError, match="This offer has begun"):
        offer.full_clean()


def test_offer_that_has_begun_can_get_another_name_and_end() -> None:
    offer = make_offer(make_product())
    offer.name, offer.ends_at = "Last days", timezone.now() + HOUR

    offer.full_clean()


def test_offer_that_has_not_begun_can_be_changed() -> None:
    offer = make_offer(make_product(), starts_at=timezone.now() + HOUR)
    offer.value, offer.is_active = Decimal(50), False

    offer.full_clean()


def test_offer_begins_when_it_is_switched_on_and_not_earlier() -> None:
    draft = make_offer(make_product(), is_active=False)
    draft.is_active = True
    before = timezone.now()

    draft.full_clean()

    assert draft.starts_at >= before


def test_pages_are_made_anew_after_an_offer_is_saved() -> None:
    offer = make_offer(make_product())
    was = generation()

    offer.save()

    assert generation() > was


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": Decimal(0)},
        {"value": Decimal(101)},
        {"kind": "amount", "price_list": None},
        {"ends_at": timezone.now() - 10 * HOUR},
    ],
)
def test_database_refuses_offers_without_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        make_offer(make_product(), **wrong)

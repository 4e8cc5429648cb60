from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from checkout.payments.models import PaymentMethod
from checkout.payments.providers.stripe.client import stripe_client
from checkout.payments.providers.stripe.testing import Post, save_card, standin
from checkout.payments.saved.models import Adding, SavedMethod
from checkout.payments.standin.models import StandinObject
from checkout.testing import make_way
from shop.users.models import User
from support.accounts.erasing import erase

__all__ = ["standin"]

URL = "/en/my/paying/"


@pytest.fixture
def customer(buyer: User, client: Client, standin: Post) -> User:
    make_way("card", provider="stripe", name="Card")
    make_way("cod", provider="cash_on_delivery", name="Cash on delivery")
    client.force_login(buyer)
    return buyer


def test_kept_ways_are_listed(client: Client, customer: User) -> None:
    save_card(customer)

    page = client.get(URL).content.decode()

    assert "Visa •• 4242" in page
    assert "Used first" in page


def test_nobody_sees_the_ways_of_another(
    client: Client, customer: User, stranger: User
) -> None:
    saved = save_card(stranger)

    assert "4242" not in client.get(URL).content.decode()
    for deed in ("default", "removal"):
        assert client.post(f"{URL}{saved.pk}/{deed}/").status_code == 404


def test_card_is_added_without_buying(client: Client, customer: User) -> None:
    form = client.post(f"{URL}new/", {"method": "card"})["Location"]
    page = client.get(form).content.decode()
    adding = Adding.objects.get()
    assert f'data-client-secret="{adding.reference}_secret_' in page

    stripe_client().v1.setup_intents.confirm(
        adding.reference, {"payment_method": "pm_card_mastercard"}
    )
    back = client.get(form, {"setup_intent": adding.reference})

    assert back["Location"] == URL
    assert [str(saved) for saved in customer.saved_methods.all()] == [
        "Mastercard •• 4444"
    ]


def test_card_the_bank_refused_is_asked_for_again(
    client: Client, customer: User
) -> None:
    form = client.post(f"{URL}new/", {"method": "card"})["Location"]

    page = client.get(form, {"redirect_status": "failed"})

    assert "nothing has been kept" in page.content.decode()
    assert not SavedMethod.objects.exists()


def test_adding_of_another_is_not_found(
    client: Client, customer: User, stranger: User
) -> None:
    form = client.post(f"{URL}new/", {"method": "card"})["Location"]
    client.force_login(stranger)

    assert client.get(form).status_code == 404


@pytest.mark.parametrize("method", ["cod", "", "nothing"])
def test_only_what_can_be_kept_is_added(
    client: Client, customer: User, method: str
) -> None:
    client.post(f"{URL}new/", {"method": method})

    assert not Adding.objects.exists()


def test_another_way_becomes_the_usual_one(client: Client, customer: User) -> None:
    first, second = save_card(customer), save_card(customer, "pm_card_mastercard")

    client.post(f"{URL}{second.pk}/default/")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)


def test_cash_on_delivery_becomes_the_usual_way(client: Client, customer: User) -> None:
    card = save_card(customer)

    client.post(URL, {"method": "cod"})

    usual = SavedMethod.objects.get(is_default=True)
    assert (usual.method_code, usual.reference) == ("cod", "")
    card.refresh_from_db()
    assert not card.is_default


def test_card_does_not_become_the_usual_way_without_one(
    client: Client, customer: User
) -> None:
    client.post(URL, {"method": "card"})

    assert not SavedMethod.objects.exists()


def test_removed_card_is_forgotten_at_stripe_too(
    client: Client, customer: User, run_jobs: Callable[[], int]
) -> None:
    saved = save_card(customer)

    client.post(f"{URL}{saved.pk}/removal/")
    run_jobs()

    assert "4242" not in client.get(URL).content.decode()
    assert StandinObject.objects.get(pk=saved.reference).data["customer"] is None
    assert not SavedMethod.objects.exists()


def test_who_leaves_is_forgotten_at_stripe_too(
    client: Client, customer: User, run_jobs: Callable[[], int]
) -> None:
    saved = save_card(customer)

    erase(customer)
    run_jobs()

    assert StandinObject.objects.get(pk=saved.reference).data["customer"] is None
    assert not SavedMethod.objects.exists()


def test_expired_card_cannot_be_used_first(client: Client, customer: User) -> None:
    save_card(customer)
    SavedMethod.objects.update(expires_on="2020-01-31", is_default=False)

    page = client.get(URL).content.decode()

    assert "The card has expired." in page
    assert "Use first" not in page


def test_way_no_longer_offered_is_not_shown(client: Client, customer: User) -> None:
    save_card(customer)
    PaymentMethod.objects.filter(code="card").update(is_active=False)

    assert "4242" not in client.get(URL).content.decode()


def test_guest_signs_in_first(client: Client, db: Any) -> None:
    assert client.get(URL)["Location"].startswith("/en/account/login/")

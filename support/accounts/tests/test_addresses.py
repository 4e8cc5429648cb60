from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from shop.users.models import Address, User

pytestmark = pytest.mark.django_db

HOME = {
    "country": "LV",
    "name": "Anna Ozola",
    "street": "Miera iela 27",
    "postcode": "LV-1013",
    "city": "Rīga",
}


@pytest.fixture
def signed_in(client: Client, buyer: User) -> Client:
    client.force_login(buyer)
    return client


def add(client: Client, **changes: str) -> Any:
    return client.post("/en/my/addresses/new/", {**HOME, **changes})


def make_address(user: User, **fields: Any) -> Address:
    return Address.objects.create(user=user, **{**HOME, **fields})


def test_the_first_address_is_used_first(signed_in: Client, buyer: User) -> None:
    assert add(signed_in).status_code == 302
    add(signed_in, street="Brīvības iela 1")

    first, second = buyer.addresses.order_by("pk")
    assert (first.is_default, second.is_default) == (True, False)
    page = signed_in.get("/en/my/addresses/").content.decode()
    assert "Miera iela 27" in page
    assert "Latvia" in page


def test_another_can_be_chosen_instead(signed_in: Client, buyer: User) -> None:
    add(signed_in)
    add(signed_in, street="Brīvības iela 1", is_default="on")

    first, second = buyer.addresses.order_by("pk")
    assert (first.is_default, second.is_default) == (False, True)


def test_the_only_default_cannot_be_unticked(signed_in: Client, buyer: User) -> None:
    kept = make_address(buyer, is_default=True)

    signed_in.post(f"/en/my/addresses/{kept.pk}/", {**HOME, "city": "Jelgava"})

    kept.refresh_from_db()
    assert (kept.city, kept.is_default) == ("Jelgava", True)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("postcode", "12"),
        ("postcode", ""),
        ("city", ""),
        ("name", ""),
        ("street", "x" * 201),
        ("country", "XX"),
        ("country", ""),
        ("city", "zero \0 byte"),
    ],
)
def test_a_wrong_address_is_refused_with_its_words_kept(
    signed_in: Client, field: str, typed: str
) -> None:
    response = add(signed_in, **{"company": "Kept company", field: typed})

    assert response.status_code == 422
    assert b'value="Kept company"' in response.content
    assert not Address.objects.exists()


def test_a_removed_default_is_followed_by_another(
    signed_in: Client, buyer: User
) -> None:
    first = make_address(buyer, is_default=True)
    second = make_address(buyer, street="Brīvības iela 1")

    signed_in.post(f"/en/my/addresses/{first.pk}/removal/")

    assert list(buyer.addresses.values_list("pk", "is_default")) == [(second.pk, True)]


def test_addresses_of_others_are_not_found(signed_in: Client, stranger: User) -> None:
    theirs = make_address(stranger)

    assert signed_in.get(f"/en/my/addresses/{theirs.pk}/").status_code == 404
    removal = signed_in.post(f"/en/my/addresses/{theirs.pk}/removal/")

    assert removal.status_code == 404
    assert stranger.addresses.count() == 1
    assert signed_in.get(f"/en/my/addresses/{'9' * 30}/").status_code == 404


def test_a_removal_is_never_a_link(signed_in: Client, buyer: User) -> None:
    kept = make_address(buyer)

    assert signed_in.get(f"/en/my/addresses/{kept.pk}/removal/").status_code == 405

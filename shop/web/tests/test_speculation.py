from __future__ import annotations

import pytest
from django.test import Client

from catalog.testing import make_variant

pytestmark = pytest.mark.django_db


def test_pages_that_are_kept_name_the_rules(client: Client) -> None:
    page = client.get("/en/")

    rules = client.get(page.headers["Speculation-Rules"].strip('"'))

    assert rules.headers["Content-Type"] == "application/speculationrules+json"
    (rule,) = rules.json()["prerender"]
    assert rule["eagerness"] == "moderate"


@pytest.mark.parametrize("page", ["cart", "checkout", "account/login", "my"])
def test_pages_of_one_visitor_are_not_made_ahead(client: Client, page: str) -> None:
    rules = client.get("/speculation.json").json()["prerender"]

    assert "Speculation-Rules" not in client.get(f"/en/{page}/").headers
    assert page not in str(rules)


def test_what_was_made_ready_is_forgotten_with_every_deed(client: Client) -> None:
    client.get("/en/")
    added = client.post("/en/cart/lines/", {"variant": make_variant().pk})

    assert "prerenderCache" in added.headers["Clear-Site-Data"]

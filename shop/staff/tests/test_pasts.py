from __future__ import annotations

import pytest
from django.test import Client

from checkout.testing import make_merchant
from shop.users.models import User

pytestmark = pytest.mark.django_db

URL = "/admin/shop/merchant/"


def test_staff_look_at_earlier_states(client: Client, agent: User) -> None:
    make_merchant()
    client.force_login(agent)

    assert client.get(f"{URL}1/history/").status_code == 200


@pytest.mark.parametrize("past", ["x/history/", "²/history/", "1/history/x/"])
def test_what_is_no_number_has_no_past(past: str, client: Client, agent: User) -> None:
    client.force_login(agent)

    assert client.get(URL + past).status_code == 404

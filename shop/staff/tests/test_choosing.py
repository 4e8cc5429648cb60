from __future__ import annotations

import pytest
from django.test import Client

from shop.users.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("odd", ["%s%d%n", '"unclosed', "9" * 400, "-1", "۱۲"])
def test_what_is_no_key_is_refused_in_words(agent: User, odd: str) -> None:
    client = Client()
    client.force_login(agent)

    one = client.post("/admin/catalog/attributechoice/add/", {"attribute": odd})
    some = client.post("/admin/checkout/cartoffer/add/", {"products": [odd]})

    group = client.post(
        "/admin/shop/user/add/", {"email": "a@b.example", "groups": odd}
    )

    assert group.context["adminform"].form.errors["groups"]
    assert one.status_code == some.status_code == 200
    assert one.context["adminform"].form.errors["attribute"]
    assert some.context["adminform"].form.errors["products"]

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from catalog.testing import (
    make_bundle,
    make_category,
    make_offer,
    make_picture,
    make_product,
)
from checkout.parcels.models import Carrier
from checkout.parcels.packing import pack
from checkout.payments.models import ProviderEvent
from checkout.testing import make_coupon, make_order
from shop.staff.roles import ROLES, load_roles
from shop.users.models import User
from support.contacts.models import Message
from support.faq.models import Question, Topic
from support.guides.models import Guide
from support.testing import make_review

pytestmark = pytest.mark.django_db

LISTS = {
    f"{model._meta.app_label}.{model._meta.model_name}": model
    for model in admin.site._registry
    if model._meta.app_label in {"shop", "catalog", "checkout", "support"}
}


@pytest.fixture
def hire(make_user: Callable[..., User]) -> Callable[[str], Client]:
    def make(role: str) -> Client:
        load_roles()
        user = make_user(f"{role}@shop.test", name=role.title(), is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        return client

    return make


def fill_the_shop() -> None:
    """A row of everything that has a page."""
    category = make_category()
    product = make_product(categories=[category], tags=["linen"])
    make_picture(product)
    make_bundle({product.variants.get(): 2})
    make_offer(product, percent="20")
    make_coupon()
    Carrier.objects.create(code="omniva", name="Omniva")
    pack(make_order(status="confirmed"), by="test")
    make_review(product)
    topic = Topic.objects.create(code="delivery", name="Delivery")
    Question.objects.create(topic=topic, code="when", question="When?", answer="Soon")
    Guide.objects.create(slug="linen", title="Linen", body="Wash it.")
    Message.objects.create(
        name="Anna", email="a@example.com", language="en", subject="other", body="Hello"
    )
    ProviderEvent.objects.create(
        provider="stripe", event_id="evt_1", kind="test", payload={}
    )


def change_page(label: str, pk: int) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_change", args=[pk])


def list_page(label: str) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


def test_owner_opens_every_list_and_page(hire: Callable[[str], Client]) -> None:
    fill_the_shop()
    owner = hire("owner")

    opened = {label: owner.get(list_page(label)).status_code for label in LISTS}
    pages = {
        label: owner.get(change_page(label, row.pk)).status_code
        for label, model in LISTS.items()
        if (row := model._default_manager.first())
    }

    # of these there is one row, and its list leads there
    only = ("shop.merchant", "checkout.remindertimes")
    assert {opened.pop(label) for label in only} == {302}
    assert set(opened.values()) == {200}
    assert set(pages.values()) == {200}
    assert {"catalog.product", "checkout.order", "support.review"} <= pages.keys()


@pytest.mark.parametrize("role", ["catalogue", "orders", "support"])
def test_a_role_sees_its_own_lists_only(
    hire: Callable[[str], Client], role: str
) -> None:
    client = hire(role)

    opened = {
        label for label in LISTS if client.get(list_page(label)).status_code == 200
    }

    assert opened == LISTS.keys() & ROLES[role].keys()


def test_search_finds_on_every_list_that_has_one(
    hire: Callable[[str], Client],
) -> None:
    owner = hire("owner")

    for label, model in LISTS.items():
        if admin.site._registry[model].search_fields:
            assert owner.get(list_page(label), {"q": "linen"}).status_code == 200


def test_first_page_counts_what_waits(hire: Callable[[str], Client]) -> None:
    make_order(status="confirmed")
    make_order()
    Message.objects.create(
        name="Anna", email="a@example.com", language="en", subject="other", body="Hello"
    )

    page = hire("owner").get(reverse("admin:index"))

    counts = {each.pile.name: each.count for each in page.context["waiting"]}
    assert counts["to_pack"] == 1
    assert counts["unpaid"] == 1
    assert counts["transfers"] == 1
    assert counts["messages"] == 1
    at_rest = {pile.name for pile in page.context["at_rest"]}
    assert "failed_jobs" in at_rest


def test_a_role_is_told_of_its_own_work_only(hire: Callable[[str], Client]) -> None:
    page = hire("catalogue").get(reverse("admin:index"))

    assert page.context["waiting"] == []
    assert [pile.name for pile in page.context["at_rest"]] == ["low_stock"]

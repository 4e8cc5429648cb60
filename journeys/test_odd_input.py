"""Ten thousand odd requests: the shop answers each with a page, or refuses politely."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from catalog.media.models import Picture
from catalog.testing import make_bundle, make_category, make_offer, make_product
from checkout.testing import make_cart, make_coupon, make_order, make_shop
from journeys.odd_input import (
    METHODS,
    RAW_BODIES,
    RAW_HEADERS,
    RAW_QUERIES,
    Form,
    FormReader,
    filled,
    routes,
    spoilt,
)
from shop.users.models import Address, User
from support.faq.models import Question, Topic
from support.guides.models import Guide
from support.testing import make_review, make_review_request

pytestmark = pytest.mark.django_db

PARTS = 8
IN_A_PART = 1250
# who reads these must find words
REFUSALS = {400, 403, 404, 413, 422, 429}
# whoever goes there is somebody else afterwards, or asks after a broker
KEPT_FROM = ("logout", "deletion", "jsi18n", "readyz")

Known = dict[str, list[Any]]
_callers = count(1)


class Broken(Exception):
    """What was sent, and how the shop broke."""


class Visitor:
    """Somebody who sends odd requests, each from an address of its own."""

    def __init__(self, rng: random.Random, user: User | None = None) -> None:
        self.rng = rng
        self.client = Client(raise_request_exception=False)
        is_staff = bool(user and user.is_staff)
        self.routes = [
            route
            for route in routes()
            if ("/admin/" in route) == is_staff
            and not any(word in route for word in KEPT_FROM)
        ]
        self.forms: dict[tuple[str, str], Form] = {}
        if user:
            self.client.force_login(user)

    def visit(self, address: str) -> None:
        """Look at a page as everybody does, and remember its forms."""
        self._read(address, self.client.get(address, REMOTE_ADDR=_caller()))

    def send(self, known: Known) -> None:
        """One odd request. Raises Broken."""
        chance = self.rng.random()
        if chance < 0.1:
            self._send_raw(known)
        elif chance < 0.55 and self.forms:
            form = self.rng.choice(list(self.forms.values()))
            data = spoilt(form.values, self.rng)
            self._send(form.method, urlsplit(form.action).path, data)
        else:
            address = filled(self._route(), known, self.rng)
            self._send(self.rng.choice(METHODS), address, spoilt({}, self.rng))

    def _route(self) -> str:
        return self.rng.choice(self.routes)

    def _send(self, method: str, address: str, data: dict[str, Any]) -> None:
        headers = self._headers() if self.rng.random() < 0.15 else {}
        sent = data if method in {"GET", "HEAD", "POST"} else {}
        ask = getattr(self.client, method.lower())
        answer = ask(address, sent, REMOTE_ADDR=_caller(), **headers)
        _check(answer, f"{method} {address} {sent} {headers}")
        if method in {"GET", "POST"}:
            self._read(address, answer)

    def _send_raw(self, known: Known) -> None:
        """What encoding a form would never make."""
        address = filled(self._route(), known, self.rng)
        if self.rng.random() < 0.5:
            sent = {"QUERY_STRING": self.rng.choice(RAW_QUERIES), **self._headers()}
            answer = self.client.get(address, REMOTE_ADDR=_caller(), **sent)
            _check(answer, f"GET {address} {sent}")
            return
        kind, body = self.rng.choice(RAW_BODIES)
        answer = self.client.generic(
            "POST", address, body, content_type=kind, REMOTE_ADDR=_caller()
        )
        _check(answer, f"POST {address} {kind} {body[:60]!r}")

    def _headers(self) -> dict[str, Any]:
        return dict(self.rng.choice(RAW_HEADERS))

    def _read(self, address: str, answer: Any) -> None:
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if answer.status_code not in {200, 422} or answer.streaming or not is_page:
            return
        reader = FormReader(address)
        reader.feed(answer.content.decode(errors="replace"))
        for form in reader.forms:
            if not any(word in form.action for word in KEPT_FROM):
                self.forms[form.method, urlsplit(form.action).path] = form


def _caller() -> str:
    """Nobody is stopped for asking too often."""
    number = next(_callers)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _check(answer: Any, sent: str) -> None:
    if answer.status_code >= 500:
        fault = answer.exc_info[1] if answer.exc_info else answer.content[:200]
        raise Broken(f"{sent[:600]}\n  {fault!r}")
    if answer.status_code in REFUSALS and answer.request["REQUEST_METHOD"] != "HEAD":
        assert answer.content.strip(), f"{answer.status_code} without a word: {sent}"


@pytest.fixture
def known(buyer: User) -> Known:
    """A small shop with one of everything an address may name."""
    make_shop()
    make_coupon()
    table = make_category()
    mug = make_product(categories=[table], tags=["gift"])
    board = make_product(kind="made_to_order", title="Board")
    board.personal_fields.create(code="name", label="Name", max_length=20)
    bundle = make_bundle({mug.variants.get(): 2})
    offer = make_offer(mug)
    picture = Picture.objects.create(product=mug, source_url="https://a.example/b.jpg")
    topic = Topic.objects.create(code="delivery", name="Delivery")
    Question.objects.create(topic=topic, code="when", question="When?", answer="Soon.")
    guide = Guide.objects.create(slug="oak", title="Oak", body="<p>Oil it.</p>")
    order = make_order(user=buyer, email=buyer.email)
    asked = make_review_request()
    review = make_review()
    cart = make_cart(mug.variants.get(), user=buyer)
    kept = Address.objects.create(
        user=buyer, name="Anna", street="Brīvības iela 1", city="Rīga", country="LV"
    )
    Group.objects.get_or_create(name="Packers")
    slugs = [mug.slug, board.slug, bundle.slug, table.slug, offer.slug, guide.slug]
    pks = {1, mug.pk, order.pk, review.pk, kept.pk, picture.pk, cart.lines.get().pk}
    return {
        "slug": slugs,
        "token": [order.token, asked.token],
        "pk": sorted(pks),
        "object_id": sorted(pks),
        "path": ["1"],
        "app_label": ["catalog", "checkout", "shop", "support"],
    }


@pytest.fixture
def _quiet() -> Iterator[None]:
    """Thousands of refusals are no news."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize("part", range(PARTS))
def test_odd_input_is_answered_with_words(
    part: int, known: Known, buyer: User, agent: User
) -> None:
    rng = random.Random(part)  # noqa: S311 - the same requests every time
    people = [Visitor(rng), Visitor(rng, buyer), Visitor(rng, agent)]
    for person in people:
        for address in ("/en/", "/en/cart/", "/en/checkout/", "/en/account/signup/"):
            person.visit(address)
    broken: dict[str, str] = {}

    for _ in range(IN_A_PART):
        person = rng.choices(people, weights=(10, 9, 1))[0]
        try:
            # what a broken request leaves behind must not break the next
            with transaction.atomic():
                person.send(known)
        except Broken as fault:
            broken.setdefault(str(fault).rpartition("\n")[2], str(fault))

    assert not broken, "\n".join(broken.values())


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "\x00"])
def test_another_host_name_is_refused(host: str, db: None) -> None:
    answer = Client().get("/en/", headers={"Host": host})

    assert answer.status_code == 400
    assert b"evil" not in answer.content

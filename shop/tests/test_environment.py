from __future__ import annotations

from typing import Any

import pytest

from shop.environment import INSECURE_SECRET_KEY, refusals

PUBLIC: dict[str, Any] = {
    "DEBUG": False,
    "SECRET_KEY": "s" * 50,
    "ALLOWED_HOSTS": ["shop.example"],
    "SITE_URL": "https://shop.example",
    "REDIS_URL": "redis://cache/0",
    "USES_STRIPE_STANDIN": False,
    "STRIPE_SECRET_KEY": "sk_live_1",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_1",
    "STRIPE_WEBHOOK_SECRET": "whsec_1",
    "USES_PAYPAL_STANDIN": False,
    "PAYPAL_CLIENT_ID": "client",
    "PAYPAL_CLIENT_SECRET": "secret",
    "PAYPAL_WEBHOOK_ID": "webhook",
    "PAYPAL_MODE": "live",
}
# as a shop plays PayPal for itself
STANDIN = {"USES_PAYPAL_STANDIN": True, "PAYPAL_MODE": "sandbox"}


def test_a_shop_that_was_told_everything_opens() -> None:
    assert refusals(PUBLIC) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SECRET_KEY": INSECURE_SECRET_KEY}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS"),
        ({"SITE_URL": "http://shop.example"}, "SITE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
        ({"USES_STRIPE_STANDIN": True}, "STRIPE_SECRET_KEY"),
        ({"STRIPE_WEBHOOK_SECRET": ""}, "STRIPE_WEBHOOK_SECRET"),
        ({"STRIPE_PUBLISHABLE_KEY": ""}, "STRIPE_PUBLISHABLE_KEY"),
        (STANDIN, "PAYPAL_CLIENT_ID must be set"),
        ({"PAYPAL_WEBHOOK_ID": ""}, "PAYPAL_WEBHOOK_ID"),
        ({"PAYPAL_CLIENT_ID": ""}, "PAYPAL_CLIENT_SECRET go together"),
        ({"PAYPAL_CLIENT_SECRET": ""}, "PAYPAL_CLIENT_SECRET go together"),
        ({"PAYPAL_MODE": "Live"}, "PAYPAL_MODE"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, Any], named: str) -> None:
    assert [reason for reason in refusals(PUBLIC | change) if named in reason]


def test_a_laptop_needs_to_be_told_nothing() -> None:
    bare = {name: type(value)() for name, value in PUBLIC.items()}

    assert refusals(bare | {"DEBUG": True}) == []


def test_a_shop_may_do_without_stripe() -> None:
    without = dict.fromkeys(
        ("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET"), ""
    )

    assert refusals(PUBLIC | without) == []


def test_a_live_key_never_stands_beside_the_standin_or_a_test_key() -> None:
    laptop = {**PUBLIC, "DEBUG": True}
    beside_standin = {"STRIPE_SECRET_KEY": "", "USES_STRIPE_STANDIN": True}

    assert refusals(laptop | beside_standin) == [
        "STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY go together."
    ]
    assert refusals(laptop | {"STRIPE_SECRET_KEY": "sk_test_1"}) == [
        "STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY mix live and test keys."
    ]


def test_a_shop_may_do_without_paypal() -> None:
    without = dict.fromkeys(
        ("PAYPAL_CLIENT_ID", "PAYPAL_CLIENT_SECRET", "PAYPAL_WEBHOOK_ID"), ""
    )

    assert refusals(PUBLIC | without) == []


def test_the_standin_for_paypal_never_stands_beside_live_keys() -> None:
    laptop = {**PUBLIC, "DEBUG": True, **STANDIN}
    with_test_cards = {
        "STRIPE_SECRET_KEY": "sk_test_1",
        "STRIPE_PUBLISHABLE_KEY": "pk_test_1",
    }
    refused = ["The stand-in for PayPal does not stand beside live keys."]

    assert refusals(laptop) == refused
    assert refusals(laptop | with_test_cards) == []
    assert refusals(laptop | with_test_cards | {"PAYPAL_MODE": "live"}) == refused

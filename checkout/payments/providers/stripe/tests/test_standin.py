"""The stand-in answers as Stripe does, also to what the shop never sends."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
import stripe
from django.test import Client

from checkout.payments.providers.stripe.client import stripe_client
from checkout.payments.providers.stripe.standin.cards import BadCard, read_card
from checkout.payments.providers.stripe.standin.params import read_params
from checkout.payments.providers.stripe.testing import Post, confirm
from checkout.payments.standin.models import StandinObject

SECRET = "Bearer sk_test_standin"
PUBLIC = "Bearer pk_test_standin"
V1 = "/standin/stripe/v1"
CARD = {"number": "4242424242424242", "exp_month": "12", "exp_year": "34", "cvc": "123"}


def call(method: str, path: str, key: str = SECRET, **params: str) -> Any:
    query = f"?{urlencode(params)}" if method == "GET" else ""
    body = urlencode(params) if method == "POST" else ""
    return Client().generic(
        method,
        f"{V1}/{path}{query}",
        body,
        "application/x-www-form-urlencoded",
        headers={"Authorization": key} if key else {},
    )


def make_intent(amount: int = 4990) -> stripe.PaymentIntent:
    return stripe_client().v1.payment_intents.create(
        {"amount": amount, "currency": "eur"}
    )


def pay_in_browser(intent: stripe.PaymentIntent, **card: str) -> Any:
    """What Stripe.js posts, with the publishable key."""
    details = {f"payment_method_data[card][{k}]": v for k, v in (CARD | card).items()}
    return call(
        "POST",
        f"payment_intents/{intent.id}/confirm",
        PUBLIC,
        client_secret=str(intent.client_secret),
        return_url="http://localhost:8000/en/",
        **{"payment_method_data[type]": "card"},
        **details,
    )


@pytest.mark.parametrize(
    ("key", "status", "message"),
    [
        ("", 401, "You did not provide an API key."),
        ("Bearer sk_live_stolen", 401, "Invalid API Key provided: sk_live_"),
        (PUBLIC, 403, "This API call cannot be made with a publishable API key."),
    ],
)
def test_only_the_secret_key_makes_intents(
    db: None, key: str, status: int, message: str
) -> None:
    response = call("POST", "payment_intents", key, amount="100", currency="eur")

    assert response.status_code == status
    assert response.json()["error"]["message"].startswith(message)
    assert StandinObject.objects.count() == 0


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({"currency": "eur"}, "parameter_missing", "amount"),
        ({"amount": "100"}, "parameter_missing", "currency"),
        ({"amount": "100", "currency": "xxx"}, None, "currency"),
        ({"amount": "1.5", "currency": "eur"}, "parameter_invalid_integer", "amount"),
        ({"amount": "-5", "currency": "eur"}, "parameter_invalid_integer", "amount"),
        ({"amount": "49", "currency": "eur"}, "amount_too_small", "amount"),
        ({"amount": "100000000", "currency": "eur"}, "amount_too_large", "amount"),
        (
            {"amount": "150", "currency": "isk"},
            "invalid_charge_amount_no_decimal_compatible",
            "amount",
        ),
        ({"amount": "1255", "currency": "kwd"}, "parameter_invalid_integer", "amount"),
        (
            {"amount": "100", "currency": "eur", "colour": "red"},
            "parameter_unknown",
            "colour",
        ),
    ],
)
def test_wrong_parameters_are_named(
    db: None, params: dict[str, str], code: str | None, param: str
) -> None:
    response = call("POST", "payment_intents", **params)

    error = response.json()["error"]
    assert response.status_code == 400
    assert error["type"] == "invalid_request_error"
    assert (error.get("code"), error["param"]) == (code, param)
    assert StandinObject.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        "a=1&a[b]=2",
        "a[b][c][d][e][f][g][h]=1",
        "a=%00",
        "%ff%00=1",
        "&&=&[]=&[",
        "x" * 9,
    ],
)
def test_a_body_that_makes_no_sense_is_refused_not_crashed_on(
    db: None, body: str
) -> None:
    response = Client().post(
        f"{V1}/payment_intents",
        body,
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": SECRET},
    )

    assert response.status_code == 400
    assert response.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "payment_intents"),
        ("DELETE", "payment_intents/pi_1"),
        ("GET", "customers"),
        ("POST", "refunds/re_1"),
    ],
)
def test_an_unknown_url_is_said_to_be_unknown(db: None, method: str, path: str) -> None:
    response = call(method, path)

    assert response.status_code == 404
    assert response.json()["error"]["message"] == (
        f"Unrecognized request URL ({method}: /v1/{path})."
    )


@pytest.mark.parametrize(
    "path", ["payment_intents/pi_1", "refunds/re_1", "charges/ch_1"]
)
def test_an_unknown_object_is_missing(db: None, path: str) -> None:
    response = call("GET", path)

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "resource_missing"


def test_the_same_key_and_parameters_are_answered_alike(standin: Post) -> None:
    intents = stripe_client().v1.payment_intents
    params: stripe.params.PaymentIntentCreateParams = {"amount": 990, "currency": "eur"}

    first = intents.create(params, {"idempotency_key": "k-1"})
    second = intents.create(params, {"idempotency_key": "k-1"})

    assert first.id == second.id
    assert second.last_response is not None
    assert second.last_response.headers is not None
    assert second.last_response.headers["idempotent-replayed"] == "true"


def test_the_same_key_with_other_parameters_is_a_conflict(standin: Post) -> None:
    client = stripe_client().v1
    options: stripe.RequestOptions = {"idempotency_key": "k-1"}
    intent = client.payment_intents.create({"amount": 990, "currency": "eur"}, options)

    with pytest.raises(stripe.IdempotencyError):
        client.payment_intents.create({"amount": 991, "currency": "eur"}, options)
    with pytest.raises(stripe.IdempotencyError):
        client.payment_intents.cancel(intent.id, None, options)

    assert StandinObject.objects.of("payment_intent").get().data["amount"] == 990


def test_a_declined_try_is_repeated_by_its_key_not_made_again(standin: Post) -> None:
    intent = make_intent()
    client = stripe_client().v1.payment_intents
    params: Any = {"payment_method": "pm_card_visa_chargeDeclined"}

    for _ in range(2):
        with pytest.raises(stripe.CardError):
            client.confirm(intent.id, params, {"idempotency_key": "k-2"})

    assert StandinObject.objects.of("charge").count() == 1


def test_a_refused_request_may_be_tried_again_under_its_key(standin: Post) -> None:
    client = stripe_client().v1.payment_intents
    options: stripe.RequestOptions = {"idempotency_key": "k-3"}
    with pytest.raises(stripe.InvalidRequestError):
        client.create({"amount": 1, "currency": "eur"}, options)

    assert client.create({"amount": 100, "currency": "eur"}, options).amount == 100


def test_a_browser_pays_with_the_client_secret(standin: Post) -> None:
    response = pay_in_browser(make_intent())

    paid = response.json()
    assert response.status_code == 200
    assert (paid["status"], paid["amount_received"]) == ("succeeded", 4990)
    assert "metadata" not in paid


def test_no_card_number_is_ever_kept(standin: Post) -> None:
    pay_in_browser(make_intent())
    pay_in_browser(make_intent(), number="4000002760003184")
    pay_in_browser(make_intent(), number="4000000000000002")

    for kept in StandinObject.objects.all():
        text = f"{kept.data} {kept.hidden}"
        assert not any(
            digits in text for digits in ("424242424242", "40000027", "40000000")
        )
    details = StandinObject.objects.of("charge").earliest("created_at").data
    assert details["payment_method_details"]["card"]["last4"] == "4242"


def test_a_browser_without_the_right_client_secret_learns_nothing(
    standin: Post,
) -> None:
    intent = make_intent()

    for secret in ("", f"{intent.id}_secret_guessed", "é"):
        response = call(
            "GET", f"payment_intents/{intent.id}", PUBLIC, client_secret=secret
        )
        assert response.status_code == 404


@pytest.mark.parametrize(
    ("number", "code", "reason"),
    [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000009987", "card_declined", "lost_card"),
        ("4000000000000069", "expired_card", "expired_card"),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
        ("4000000000000119", "processing_error", "processing_error"),
        ("4111111111111111", "card_declined", "test_mode_live_card"),
        ("4242424242424241", "incorrect_number", None),
    ],
)
def test_a_card_is_declined_as_documented(
    standin: Post, number: str, code: str, reason: str | None
) -> None:
    intent = make_intent()

    response = pay_in_browser(intent, number=number)

    error = response.json()["error"]
    assert response.status_code == 402
    assert (error["type"], error["code"]) == ("card_error", code)
    assert error.get("decline_code") == reason
    assert stripe_client().v1.payment_intents.retrieve(intent.id).status == (
        "requires_payment_method"
    )


@pytest.mark.parametrize(
    "number", ["4000002500003155", "4000002760003184", "4000008400001629"]
)
def test_3d_secure_cards_lead_to_the_bank(standin: Post, number: str) -> None:
    intent = make_intent()

    answer = pay_in_browser(intent, number=number).json()

    assert answer["status"] == "requires_action"
    assert answer["next_action"]["redirect_to_url"] == {
        "return_url": "http://localhost:8000/en/",
        "url": f"http://localhost:8000/standin/stripe/3ds/{intent.id}/",
    }


def test_the_bank_has_no_page_for_what_it_was_not_asked(standin: Post) -> None:
    intent = make_intent()

    assert Client().get("/standin/stripe/3ds/pi_unknown/").status_code == 404
    assert Client().get(f"/standin/stripe/3ds/{intent.id}/").status_code == 404


def test_what_has_been_paid_is_neither_paid_again_nor_cancelled(standin: Post) -> None:
    intent = make_intent()
    confirm(intent.id)

    with pytest.raises(stripe.InvalidRequestError) as again:
        confirm(intent.id)
    with pytest.raises(stripe.InvalidRequestError) as cancelled:
        stripe_client().v1.payment_intents.cancel(intent.id)

    assert again.value.code == cancelled.value.code == "payment_intent_unexpected_state"
    assert StandinObject.objects.of("charge").count() == 1


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"number": "4242 4242 4242 4241"}, "incorrect_number"),
        ({"number": "42"}, "incorrect_number"),
        ({"number": "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢"}, "incorrect_number"),
        ({"exp_month": "13"}, "invalid_expiry_month"),
        ({"exp_month": "10", "exp_year": "26"}, "invalid_expiry_month"),
        ({"exp_year": "25"}, "invalid_expiry_year"),
        ({"exp_year": "2099"}, "invalid_expiry_year"),
        ({"exp_year": "x"}, "invalid_expiry_year"),
        ({"cvc": "12"}, "invalid_cvc"),
        ({"cvc": "1234"}, "invalid_cvc"),
        ({"number": "378282246310005", "cvc": "123"}, "invalid_cvc"),
    ],
)
def test_details_that_cannot_be_right_are_refused(
    wrong: dict[str, str], code: str
) -> None:
    with pytest.raises(BadCard) as refusal:
        read_card(CARD | wrong, today=TODAY)

    assert refusal.value.decline.code == code


@pytest.mark.parametrize(
    ("number", "cvc", "brand"),
    [
        ("4242 4242 4242 4242", "123", "visa"),
        ("5555555555554444", "123", "mastercard"),
        ("378282246310005", "1234", "amex"),
    ],
)
def test_good_cards_are_read(number: str, cvc: str, brand: str) -> None:
    given = CARD | {"number": number, "cvc": cvc, "exp_month": "11", "exp_year": "26"}

    card = read_card(given, today=TODAY)

    assert (card.brand, card.last4) == (brand, number[-4:])
    assert card.decline is None


def test_parameters_nest_as_stripes() -> None:
    assert read_params("a[b][c]=1&a[d]=2&e[]=3&e[]=4&f[1]=y&f[0]=x&g=") == {
        "a": {"b": {"c": "1"}, "d": "2"},
        "e": ["3", "4"],
        "f": ["x", "y"],
        "g": "",
    }

"""What we rely on at PayPal, held true by the stand-in over a real socket, and by
PayPal itself with keys of its sandbox:

    PAYPAL_CLIENT_ID=… PAYPAL_CLIENT_SECRET=… PAYPAL_WEBHOOK_ID=x pytest -m live

A buyer's approval cannot be had without a buyer: what follows one is tried with the
stand-in alone.
"""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest
from django.conf import settings as configured
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from checkout.payments.providers.paypal import client
from checkout.payments.providers.paypal.client import Refused, read, write
from checkout.payments.providers.paypal.standin import orders
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.standin.knobs import Fault, turn

ORDERS = "/v2/checkout/orders"
RETURN = "https://shop.example/en/"

pytestmark = pytest.mark.usefixtures("api")


@pytest.fixture(params=["standin", pytest.param("live", marks=pytest.mark.live)])
def api(
    request: pytest.FixtureRequest, live_server: LiveServer, settings: Settings
) -> str:
    """Our requests as the shop makes them, to the stand-in or to PayPal."""
    client.forget_token()
    if request.param == "live":
        if configured.USES_PAYPAL_STANDIN or configured.PAYPAL_MODE != "sandbox":
            pytest.skip("PAYPAL_CLIENT_ID is not of PayPal's sandbox")
    else:
        settings.SITE_URL = live_server.url
    return str(request.param)


@pytest.fixture
def only_standin(api: str) -> None:
    if api == "live":
        pytest.skip("nobody approves there")


def a_body(value: str = "35.80", **changes: str) -> dict[str, Any]:
    parts = {
        "item_total": "30.38",
        "tax_total": "5.62",
        "shipping": "2.90",
        "handling": "0.50",
        "discount": "3.60",
    } | changes
    breakdown = {
        name: {"currency_code": "EUR", "value": part} for name, part in parts.items()
    }
    return {
        "intent": "CAPTURE",
        "purchase_units": [
            {
                "custom_id": str(uuid.uuid4()),
                "invoice_id": str(uuid.uuid4()),
                "amount": {
                    "currency_code": "EUR",
                    "value": value,
                    "breakdown": breakdown,
                },
                "items": [
                    {
                        "name": "Oat mug",
                        "quantity": "2",
                        "category": "PHYSICAL_GOODS",
                        "unit_amount": {"currency_code": "EUR", "value": "15.19"},
                        "tax": {"currency_code": "EUR", "value": "2.81"},
                    }
                ],
                "shipping": {
                    "type": "SHIPPING",
                    "name": {"full_name": "Anna Ozola"},
                    "address": {
                        "address_line_1": "Brīvības iela 1",
                        "admin_area_2": "Rīga",
                        "postal_code": "LV-1010",
                        "country_code": "LV",
                    },
                },
            }
        ],
        "payment_source": {
            "paypal": {
                "experience_context": {
                    "shipping_preference": "SET_PROVIDED_ADDRESS",
                    "payment_method_preference": "IMMEDIATE_PAYMENT_REQUIRED",
                    "user_action": "PAY_NOW",
                    "return_url": RETURN,
                    "cancel_url": f"{RETURN}?unpaid=1",
                }
            }
        },
    }


def make(key: str = "", **changes: str) -> dict[str, Any]:
    return write(ORDERS, a_body(**changes), key=key or str(uuid.uuid4()))


def approved() -> dict[str, Any]:
    made = make()
    orders.approve(made["id"], pays_with="good")
    return made


def test_an_order_waits_for_its_buyer() -> None:
    made = make()

    found = read(f"{ORDERS}/{made['id']}")
    assert found["status"] == "PAYER_ACTION_REQUIRED"
    assert "payer-action" in {link["rel"] for link in made["links"]}
    assert found["purchase_units"][0]["amount"]["value"] == "35.80"


def test_a_key_means_one_order() -> None:
    key, body = str(uuid.uuid4()), a_body()

    first, second = write(ORDERS, body, key=key), write(ORDERS, body, key=key)

    assert first["id"] == second["id"]


@pytest.mark.parametrize(
    ("changes", "issue"),
    [
        ({"value": "35.81"}, "AMOUNT_MISMATCH"),
        ({"item_total": "30.39", "discount": "3.61"}, "ITEM_TOTAL_MISMATCH"),
        ({"tax_total": "5.63", "discount": "3.61"}, "TAX_TOTAL_MISMATCH"),
    ],
)
def test_sums_that_do_not_agree_are_refused(
    changes: dict[str, str], issue: str
) -> None:
    with pytest.raises(Refused) as refusal:
        make(**changes)

    assert (refusal.value.status, refusal.value.issue) == (422, issue)


def test_what_nobody_approved_is_not_captured() -> None:
    made = make()

    with pytest.raises(Refused) as refusal:
        write(f"{ORDERS}/{made['id']}/capture", {}, key=str(uuid.uuid4()))

    assert (refusal.value.status, refusal.value.issue) == (422, "ORDER_NOT_APPROVED")


def test_what_does_not_exist_is_missing() -> None:
    with pytest.raises(Refused) as refusal:
        read(f"{ORDERS}/0AB12345CD678901E")

    assert refusal.value.status == 404


def test_a_consent_waits_for_its_customer() -> None:
    body = {
        "payment_source": {
            "paypal": {
                "usage_type": "MERCHANT",
                "experience_context": {"return_url": RETURN, "cancel_url": RETURN},
            }
        }
    }
    made = write("/v3/vault/setup-tokens", body, key=str(uuid.uuid4()))

    assert made["status"] == "PAYER_ACTION_REQUIRED"
    assert "approve" in {link["rel"] for link in made["links"]}


@pytest.mark.usefixtures("only_standin")
def test_an_approved_order_is_captured_once() -> None:
    made = approved()
    path, key = f"{ORDERS}/{made['id']}/capture", str(uuid.uuid4())

    first, second = write(path, {}, key=key), write(path, {}, key=key)
    with pytest.raises(Refused) as refusal:
        write(path, {}, key=str(uuid.uuid4()))

    assert first == second
    assert first["status"] == "COMPLETED"
    assert refusal.value.issue == "ORDER_ALREADY_CAPTURED"


@pytest.mark.usefixtures("only_standin")
def test_a_key_means_one_refund_and_no_more_goes_back_than_came() -> None:
    made = approved()
    done = write(f"{ORDERS}/{made['id']}/capture", {}, key=str(uuid.uuid4()))
    capture = done["purchase_units"][0]["payments"]["captures"][0]["id"]
    path, key = f"/v2/payments/captures/{capture}/refund", str(uuid.uuid4())
    part = {"amount": {"currency_code": "EUR", "value": "30.00"}}

    first, second = write(path, part, key=key), write(path, part, key=key)
    with pytest.raises(Refused) as changed:
        write(path, {"amount": {"currency_code": "EUR", "value": "1.00"}}, key=key)
    with pytest.raises(Refused) as too_much:
        write(path, part, key=str(uuid.uuid4()))

    assert first["id"] == second["id"]
    assert changed.value.issue == "PAYPAL_REQUEST_ID_PREVIOUSLY_USED"
    assert too_much.value.issue == "REFUND_AMOUNT_EXCEEDED"


@pytest.mark.usefixtures("only_standin")
def test_an_answer_that_breaks_off_on_a_real_line_was_carried_out_once() -> None:
    key, body = str(uuid.uuid4()), a_body()
    turn("paypal.orders.create", Fault.DROP, after=True)

    with pytest.raises(PaymentFailed) as failure:
        write(ORDERS, body, key=key)

    assert failure.value.retry
    assert write(ORDERS, body, key=key)["status"] == "PAYER_ACTION_REQUIRED"


@pytest.mark.usefixtures("only_standin")
def test_who_does_not_know_the_secret_gets_no_token() -> None:
    url = f"{client.api_base()}/v1/oauth2/token"

    assert httpx.post(url, auth=("paypal-standin", "guessed")).status_code == 401
    assert httpx.get(f"{client.api_base()}{ORDERS}/X").status_code == 401

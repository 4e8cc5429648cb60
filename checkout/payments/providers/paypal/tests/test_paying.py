from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from checkout.orders.models import Order
from checkout.payments.checking import check_payment, close_payment
from checkout.payments.models import LedgerEntry, Payment
from checkout.payments.providers.paypal import client
from checkout.payments.providers.paypal.standin import captures
from checkout.payments.providers.paypal.testing import (
    Post,
    approve,
    begun,
    body_of,
    make_paypal_payment,
)
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.registry import provider_called
from checkout.payments.standin.knobs import Fault, turn
from checkout.payments.standin.models import StandinObject
from checkout.payments.starting import begin_payment
from checkout.payments.stopping import stop_payments
from checkout.testing import make_merchant, make_way

RETURN_URL = "http://localhost:8000/en/"
RunJobs = Callable[[], int]

provider = provider_called("paypal")


def books(payment: Payment) -> list[tuple[str, Decimal]]:
    entries = LedgerEntry.objects.filter(payment=payment).order_by("pk")
    return [(entry.kind, entry.amount) for entry in entries]


def kinds(order: Order) -> list[str]:
    return list(order.events.order_by("pk").values_list("kind", flat=True))


def page_of(payment: Payment) -> str:
    return f"/en/orders/{payment.order.token}/payment/"


def test_a_payment_begins_as_an_order_that_waits_for_its_buyer(standin: Post) -> None:
    payment = make_paypal_payment("49.90")

    started = begin_payment(payment, return_url=RETURN_URL)

    order = StandinObject.objects.of("paypal_order").get()
    unit = order.data["purchase_units"][0]
    assert unit["amount"] == {"currency_code": "EUR", "value": "49.90"}
    assert unit["custom_id"] == str(payment.key)
    assert unit["invoice_id"] == f"{payment.order.number}-{payment.pk}"
    assert unit["shipping"]["address"] == {
        "address_line_1": "Brīvības iela 1",
        "admin_area_2": "Rīga",
        "postal_code": "LV-1010",
        "country_code": "LV",
    }
    assert order.hidden["return_url"].endswith(page_of(payment))
    assert started.redirect_url.endswith(f"/checkoutnow?token={order.pk}")
    assert (payment.reference, payment.status) == (order.pk, Payment.Status.PENDING)


def test_beginning_twice_is_one_order(standin: Post) -> None:
    payment = make_paypal_payment()

    first = provider.begin(payment, return_url=RETURN_URL)
    # the process dies before it has written down the answer
    second = provider.begin(payment, return_url=RETURN_URL)
    third = begin_payment(payment, return_url=RETURN_URL)
    fourth = begin_payment(payment, return_url=RETURN_URL)

    assert {first.reference, second.reference, third.reference} == {fourth.reference}
    assert StandinObject.objects.of("paypal_order").count() == 1


def test_every_write_carries_a_key_and_every_request_a_timeout(standin: Post) -> None:
    payment = begun()
    approve(payment)
    check_payment(payment, by="return")

    writes = standin.line.writes()
    keys = [request.headers["PayPal-Request-Id"] for request in writes]
    assert keys[0] == str(payment.key)
    assert keys[1].startswith(f"{payment.key}-")
    assert len(keys) == len(set(keys)) == 2
    assert client.TIMEOUT.read == 10


def test_the_buyer_who_comes_back_pays(standin: Post) -> None:
    payment = begun("49.90")
    approve(payment)

    answer = Client().get(page_of(payment), {"token": payment.reference})

    payment.refresh_from_db()
    payment.order.refresh_from_db()
    assert answer["Location"] == payment.order.get_absolute_url()
    assert payment.status == Payment.Status.CAPTURED
    assert payment.order.status == Order.Status.CONFIRMED
    assert books(payment) == [("captured", Decimal("49.90"))]


def test_who_comes_back_at_once_is_not_told_what_was_true_before(
    standin: Post,
) -> None:
    payment = begun("49.90")
    Client().get(page_of(payment))
    approve(payment)

    answer = Client().get(page_of(payment), {"token": payment.reference})

    assert answer["Location"] == payment.order.get_absolute_url()
    assert books(payment) == [("captured", Decimal("49.90"))]


def test_coming_back_twice_takes_the_money_once(standin: Post) -> None:
    payment = begun("49.90")
    approve(payment)

    for _ in range(2):
        Client().get(page_of(payment), {"token": payment.reference})
    check_payment(payment, by="poll")

    assert StandinObject.objects.of("paypal_capture").count() == 1
    assert books(payment) == [("captured", Decimal("49.90"))]
    assert kinds(payment.order) == ["paid", "confirmed"]


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.ERROR])
def test_a_capture_whose_answer_is_lost_is_found_by_asking(
    standin: Post, fault: Fault
) -> None:
    payment = begun("49.90")
    approve(payment)
    turn("paypal.orders.capture", fault, after=True, times=2)

    with pytest.raises(PaymentFailed) as failure:
        check_payment(payment, by="return")
    assert failure.value.retry
    assert books(payment) == []

    check_payment(payment, by="poll")
    assert books(payment) == [("captured", Decimal("49.90"))]
    assert StandinObject.objects.of("paypal_capture").count() == 1


def test_an_order_whose_answer_is_lost_is_made_once(standin: Post) -> None:
    payment = make_paypal_payment()
    turn("paypal.orders.create", Fault.DROP, after=True, times=1)
    with pytest.raises(PaymentFailed):
        begin_payment(payment, return_url=RETURN_URL)

    begin_payment(payment, return_url=RETURN_URL)

    assert payment.reference == StandinObject.objects.of("paypal_order").get().pk


def test_a_decline_says_why_and_leads_back_to_paypal(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = begun()
    approve(payment, "declined")

    check_payment(payment, by="return")
    run_jobs()
    check_payment(payment, by="poll")

    payment.refresh_from_db()
    assert payment.status == Payment.Status.PENDING
    assert payment.failure.startswith("PayPal could not charge the card")
    assert kinds(payment.order) == ["payment_failed"]
    again = begin_payment(payment, return_url=RETURN_URL)
    assert again.redirect_url.endswith(f"/checkoutnow?token={payment.reference}")

    approve(payment)
    check_payment(payment, by="return")
    assert books(payment) == [("captured", Decimal("49.90"))]
    assert StandinObject.objects.of("paypal_order").count() == 1


def test_after_a_decline_another_way_is_one_tap_away(standin: Post) -> None:
    make_merchant()
    make_way("paypal", provider="paypal", name="PayPal")
    make_way("bank", name="Bank transfer")
    payment = begun()
    approve(payment, "declined")

    page = Client().get(page_of(payment)).content.decode()
    assert "PayPal could not charge" in page
    assert "No money has been taken" in page

    Client().post(page_of(payment), {"payment": "bank"})
    payment.refresh_from_db()
    other = payment.order.payments.exclude(pk=payment.pk).get()
    assert payment.status == Payment.Status.CANCELLED
    assert (other.provider, other.status) == ("bank_transfer", "pending")
    assert books(payment) == []


def test_who_cancels_at_paypal_reads_that_nothing_was_paid(standin: Post) -> None:
    make_merchant()
    make_way("paypal", provider="paypal", name="PayPal")
    make_way("bank", name="Bank transfer")
    payment = begun("49.90")
    order = StandinObject.objects.of("paypal_order").get()

    back = Client().post(
        f"/standin/paypal/checkoutnow?token={order.pk}", {"outcome": "cancel"}
    )
    page = Client().get(back["Location"].removeprefix("http://localhost:8000"))

    payment.refresh_from_db()
    assert payment.status == Payment.Status.PENDING
    text = page.content.decode()
    assert "You have not paid, and no money has been taken." in text
    assert 'value="bank"' in text
    assert 'value="paypal"' in text
    assert payment.order.status == Order.Status.PLACED


def test_a_buyer_who_never_comes_back_is_captured_by_the_webhook(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = begun("49.90")
    approve(payment)

    run_jobs()

    payment.order.refresh_from_db()
    assert payment.order.status == Order.Status.CONFIRMED
    assert books(payment) == [("captured", Decimal("49.90"))]


def test_nothing_is_taken_for_a_payment_that_was_cancelled(
    standin: Post, run_jobs: RunJobs
) -> None:
    payment = begun()
    stop_payments(payment.order)
    approve(payment)

    run_jobs()

    payment.refresh_from_db()
    assert payment.status == Payment.Status.CANCELLED
    assert StandinObject.objects.of("paypal_capture").count() == 0


def test_an_approval_that_nobody_used_is_let_go_at_expiry(standin: Post) -> None:
    payment = begun()
    approve(payment)

    assert close_payment(payment, by="expiry")
    assert StandinObject.objects.of("paypal_capture").count() == 0


def test_what_has_been_taken_cannot_be_closed(standin: Post) -> None:
    payment = begun("49.90")
    approve(payment)
    provider.look_up(payment)

    assert not close_payment(payment, by="expiry")
    assert books(payment) == [("captured", Decimal("49.90"))]


@pytest.mark.parametrize("is_passed", [True, False])
def test_a_capture_under_review_is_waited_for(
    standin: Post, run_jobs: RunJobs, is_passed: bool
) -> None:
    payment = begun("49.90", due_at=timezone.now() + timedelta(hours=1))
    approve(payment, "slow")

    check_payment(payment, by="return")
    payment.refresh_from_db()
    assert (payment.status, books(payment)) == (Payment.Status.PENDING, [])
    assert payment.is_processing
    assert not close_payment(payment, by="expiry")

    capture = StandinObject.objects.of("paypal_capture").get()
    captures.end_review(capture.pk, is_passed=is_passed)
    run_jobs()

    payment.refresh_from_db()
    if is_passed:
        assert books(payment) == [("captured", Decimal("49.90"))]
    else:
        assert payment.status == Payment.Status.FAILED
        assert payment.failure == "PayPal refused the payment."
        assert books(payment) == []


@pytest.mark.parametrize(
    ("fault", "call", "retry"),
    [
        (Fault.ERROR, "paypal.orders.create", True),
        (Fault.LIMIT, "paypal.orders.create", True),
        (Fault.BUSY, "paypal.orders.create", True),
        (Fault.DROP, "paypal.orders.create", True),
        (Fault.ERROR, "paypal.oauth2.token", True),
        (Fault.LIMIT, "paypal.oauth2.token", True),
    ],
)
def test_trouble_at_paypal_may_be_tried_again(
    standin: Post, fault: Fault, call: str, retry: bool
) -> None:
    payment = make_paypal_payment()
    turn(call, fault, times=2)

    with pytest.raises(PaymentFailed) as failure:
        begin_payment(payment, return_url=RETURN_URL)

    assert failure.value.retry is retry
    assert failure.value.message.startswith("PayPal cannot be reached")
    payment.refresh_from_db()
    assert payment.status == Payment.Status.BEGUN


def test_a_token_is_fetched_once_and_anew_when_it_is_taken_back(standin: Post) -> None:
    payment = begun()
    provider.look_up(payment)
    tokens = [one for one in standin.line.asked if "oauth2" in one.url.path]
    assert len(tokens) == 1

    client._token.text = "taken-back"
    provider.look_up(payment)

    tokens = [one for one in standin.line.asked if "oauth2" in one.url.path]
    assert len(tokens) == 2


@pytest.mark.parametrize(
    ("amount", "currency"), [("100.50", "HUF"), ("5.000", "KWD"), ("10", "UAH")]
)
def test_what_paypal_cannot_take_is_refused_never_rounded(
    standin: Post, amount: str, currency: str
) -> None:
    payment = make_paypal_payment(amount, currency=currency)

    with pytest.raises(PaymentFailed) as failure:
        begin_payment(payment, return_url=RETURN_URL)

    assert not failure.value.retry
    assert failure.value.message == "PayPal cannot take this amount in this currency."
    assert standin.line.asked == []


def test_currencies_without_decimals_are_written_without(standin: Post) -> None:
    begun("4990", currency="JPY")

    unit = body_of(standin.line.writes()[0])["purchase_units"][0]
    assert unit["amount"] == {"currency_code": "JPY", "value": "4990"}


def test_an_order_paypal_has_forgotten_begins_no_more(standin: Post) -> None:
    payment = begun()
    StandinObject.objects.of("paypal_order").delete()

    with pytest.raises(PaymentFailed) as failure:
        provider.begin(payment, return_url=RETURN_URL)
    check_payment(payment, by="poll")

    payment.refresh_from_db()
    assert not failure.value.retry
    assert payment.status == Payment.Status.CANCELLED

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
import stripe
from django.test import Client
from django.utils.translation import get_language

from checkout.orders.models import Order
from checkout.payments.checking import check_payment
from checkout.payments.models import LedgerEntry, Payment
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.registry import provider_called
from checkout.payments.providers.stripe import intents
from checkout.payments.providers.stripe.intents import read_intent
from checkout.payments.providers.stripe.testing import (
    Post,
    confirm,
    make_card_payment,
)
from checkout.payments.standin.models import StandinObject
from checkout.payments.starting import begin_payment

RETURN_URL = "http://localhost:8000/en/orders/x/payment/"
THREE_D_SECURE = "pm_card_authenticationRequired"

provider = provider_called("stripe")


def begun(amount: str = "49.90", **fields: str) -> Payment:
    payment = make_card_payment(amount, **fields)
    begin_payment(payment, return_url=RETURN_URL)
    return payment


def books(payment: Payment) -> list[tuple[str, Decimal]]:
    entries = LedgerEntry.objects.filter(payment=payment).order_by("pk")
    return [(entry.kind, entry.amount) for entry in entries]


def test_a_payment_begins_as_an_intent_of_its_amount(standin: Post) -> None:
    payment = make_card_payment("49.90")

    started = begin_payment(payment, return_url=RETURN_URL)

    intent = read_intent(started.reference)
    assert (intent.amount, intent.currency) == (4990, "eur")
    assert intent.status == "requires_payment_method"
    assert intent.metadata is not None
    assert intent.metadata["order"] == payment.order.number
    assert started.client_secret == intent.client_secret
    assert payment.reference == intent.id
    assert payment.status == Payment.Status.PENDING


def test_beginning_twice_is_one_intent(standin: Post) -> None:
    payment = make_card_payment()

    first = provider.begin(payment, return_url=RETURN_URL)
    # the process dies before it has written down the answer
    second = provider.begin(payment, return_url=RETURN_URL)
    third = begin_payment(payment, return_url=RETURN_URL)
    fourth = begin_payment(payment, return_url=RETURN_URL)

    assert {first.client_secret, second.client_secret} == {first.client_secret}
    assert {third.client_secret, fourth.client_secret} == {first.client_secret}
    assert StandinObject.objects.of("payment_intent").count() == 1


def test_a_payment_whose_amount_has_changed_never_begins_under_the_same_key(
    standin: Post,
) -> None:
    payment = make_card_payment("49.90")
    provider.begin(payment, return_url=RETURN_URL)
    payment.amount = Decimal("59.90")

    with pytest.raises(PaymentFailed) as failure:
        provider.begin(payment, return_url=RETURN_URL)

    assert not failure.value.retry
    assert StandinObject.objects.of("payment_intent").count() == 1


def test_money_taken_confirms_the_order_when_the_buyer_comes_back(
    standin: Post,
) -> None:
    payment = begun("49.90")
    confirm(payment.reference)

    check_payment(payment, by="return")

    payment.refresh_from_db()
    payment.order.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert payment.order.status == Order.Status.CONFIRMED
    assert books(payment) == [("captured", Decimal("49.90"))]


@pytest.mark.parametrize(
    ("card", "sentence"),
    [
        ("pm_card_visa_chargeDeclined", "Your bank declined the payment."),
        (
            "pm_card_visa_chargeDeclinedInsufficientFunds",
            "There is not enough money on the card.",
        ),
        ("pm_card_visa_chargeDeclinedLostCard", "The payment was declined."),
        ("pm_card_chargeDeclinedExpiredCard", "The card has expired."),
        (
            "pm_card_chargeDeclinedIncorrectCvc",
            "The security code of the card is wrong.",
        ),
        ("pm_card_chargeDeclinedProcessingError", "Something went wrong"),
    ],
)
def test_a_declined_card_leaves_the_payment_open_and_says_why(
    standin: Post, card: str, sentence: str
) -> None:
    payment = begun()
    with pytest.raises(stripe.CardError):
        confirm(payment.reference, card)

    check_payment(payment, by="return")

    payment.refresh_from_db()
    payment.order.refresh_from_db()
    assert payment.status == Payment.Status.PENDING
    assert payment.failure.startswith(sentence)
    assert payment.order.status == Order.Status.PLACED
    assert books(payment) == []


def test_after_a_decline_another_card_pays_the_same_intent(standin: Post) -> None:
    payment = begun()
    with pytest.raises(stripe.CardError):
        confirm(payment.reference, "pm_card_visa_chargeDeclined")
    check_payment(payment, by="return")

    confirm(payment.reference, "pm_card_visa")
    check_payment(payment, by="return")

    payment.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert payment.failure == ""
    assert books(payment) == [("captured", Decimal("49.90"))]


def test_why_it_failed_is_told_in_the_buyers_language(
    standin: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = begun()
    payment.order.language = "lv"
    with pytest.raises(stripe.CardError):
        confirm(payment.reference, "pm_card_visa_chargeDeclined")
    monkeypatch.setattr(intents, "sentence_for", lambda _: str(get_language()))

    assert provider.look_up(payment).failure == "lv"


def test_3d_secure_waits_for_the_bank_and_pays_after_it(standin: Post) -> None:
    payment = begun("49.90")
    intent = confirm(payment.reference, THREE_D_SECURE, return_url=RETURN_URL)
    assert intent.status == "requires_action"
    check_payment(payment, by="poll")
    assert books(payment) == []

    page = f"/standin/stripe/3ds/{payment.reference}/"
    assert b"49.90" in Client().get(page).content
    response = Client().post(page, {"outcome": "complete"})

    assert response.status_code == 302
    assert response["Location"] == (
        f"{RETURN_URL}?payment_intent={intent.id}"
        f"&payment_intent_client_secret={intent.client_secret}"
        "&redirect_status=succeeded"
    )
    check_payment(payment, by="return")
    payment.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert books(payment) == [("captured", Decimal("49.90"))]


def test_3d_secure_refused_takes_nothing_and_can_be_tried_again(standin: Post) -> None:
    payment = begun()
    confirm(payment.reference, THREE_D_SECURE, return_url=RETURN_URL)
    page = f"/standin/stripe/3ds/{payment.reference}/"

    response = Client().post(page, {"outcome": "fail"})

    assert response["Location"].endswith("&redirect_status=failed")
    check_payment(payment, by="return")
    payment.refresh_from_db()
    assert payment.status == Payment.Status.PENDING
    assert payment.failure.startswith("The payment was not confirmed with your bank.")
    confirm(payment.reference)
    check_payment(payment, by="return")
    assert books(payment) == [("captured", Decimal("49.90"))]


def test_the_banks_page_answered_twice_takes_money_once(standin: Post) -> None:
    payment = begun()
    confirm(payment.reference, THREE_D_SECURE, return_url=RETURN_URL)
    page = f"/standin/stripe/3ds/{payment.reference}/"

    Client().post(page, {"outcome": "complete"})
    response = Client().post(page, {"outcome": "fail"})

    assert response["Location"].endswith("&redirect_status=succeeded")
    assert StandinObject.objects.of("charge").count() == 1


def test_3d_secure_passed_can_still_be_declined(standin: Post) -> None:
    payment = begun()
    card = "pm_card_threeDSecureRequiredChargeDeclined"
    confirm(payment.reference, card, return_url=RETURN_URL)

    page = f"/standin/stripe/3ds/{payment.reference}/"
    response = Client().post(page, {"outcome": "complete"})

    assert response["Location"].endswith("&redirect_status=failed")
    check_payment(payment, by="return")
    payment.refresh_from_db()
    assert payment.failure.startswith("Your bank declined the payment.")
    assert books(payment) == []


def test_a_cancelled_payment_cannot_be_paid_any_more(standin: Post) -> None:
    payment = begun()

    provider.cancel(payment)
    provider.cancel(payment)

    assert read_intent(payment.reference).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        confirm(payment.reference)
    check_payment(payment, by="poll")
    payment.refresh_from_db()
    assert payment.status == Payment.Status.CANCELLED


def test_money_that_was_taken_cannot_be_cancelled(standin: Post) -> None:
    payment = begun()
    confirm(payment.reference)

    with pytest.raises(PaymentFailed) as failure:
        provider.cancel(payment)

    assert not failure.value.retry
    assert read_intent(payment.reference).status == "succeeded"


def test_the_last_money_wins_over_giving_up(
    standin: Post, run_jobs: Callable[[], int]
) -> None:
    payment = begun("49.90")
    payment.move_to(Payment.Status.CANCELLED)
    confirm(payment.reference)

    check_payment(payment, by="poll")

    payment.refresh_from_db()
    payment.order.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert payment.order.status == Order.Status.CONFIRMED


def test_an_unreachable_stripe_is_worth_another_try(
    standin: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise stripe.APIConnectionError("no route")  # type: ignore[no-untyped-call]

    monkeypatch.setattr(
        "checkout.payments.providers.stripe.testing.InProcess.request", refuse
    )
    payment = make_card_payment()

    with pytest.raises(PaymentFailed) as failure:
        begin_payment(payment, return_url=RETURN_URL)

    payment.refresh_from_db()
    assert failure.value.retry
    assert payment.status == Payment.Status.BEGUN
    assert payment.failure == failure.value.message


@pytest.mark.parametrize(
    ("amount", "currency"), [("10.00", "IRR"), ("1.234", "KWD"), ("0.10", "EUR")]
)
def test_what_cards_cannot_pay_is_refused_in_words(
    standin: Post, amount: str, currency: str
) -> None:
    payment = make_card_payment(amount, currency=currency)

    with pytest.raises(PaymentFailed) as failure:
        begin_payment(payment, return_url=RETURN_URL)

    payment.refresh_from_db()
    assert not failure.value.retry
    assert payment.status == Payment.Status.FAILED
    assert StandinObject.objects.of("payment_intent").count() == 0

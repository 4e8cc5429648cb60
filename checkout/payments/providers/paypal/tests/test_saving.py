"""What customers keep at PayPal, and how it is charged without them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone

from checkout.payments.checking import check_payment
from checkout.payments.models import LedgerEntry, Payment
from checkout.payments.providers.paypal.standin import vault
from checkout.payments.providers.paypal.testing import (
    Post,
    approve,
    begun,
    body_of,
    make_paypal_payment,
)
from checkout.payments.providers.protocol import Begun, PaymentFailed
from checkout.payments.providers.registry import remembering
from checkout.payments.saved.keeping import finish_adding, remove
from checkout.payments.saved.models import Adding, SavedMethod
from checkout.payments.standin.knobs import Fault, turn
from checkout.payments.standin.models import StandinObject
from checkout.payments.starting import begin_payment
from shop.users.models import User

RETURN_URL = "http://localhost:8000/en/account/ways/"
RunJobs = Callable[[], int]

_found = remembering("paypal")
assert _found, "PayPal remembers"
provider = _found


def begun_adding(user: User) -> tuple[Adding, Begun]:
    adding = Adding.objects.create(user=user, provider="paypal", method_code="paypal")
    made = provider.begin_adding(adding, return_url=RETURN_URL)
    Adding.objects.filter(pk=adding.pk).update(reference=made.reference)
    adding.refresh_from_db()
    return adding, made


def saved_by(user: User, pays_with: str = "good") -> SavedMethod:
    adding, made = begun_adding(user)
    vault.approve(made.reference, pays_with=pays_with)
    kept = provider.look_up_adding(adding)
    assert kept
    return finish_adding(adding, kept)


def captured(payment: Payment) -> list[Decimal]:
    entries = LedgerEntry.objects.filter(payment=payment, kind="captured")
    return [entry.amount for entry in entries]


def test_an_account_is_added_without_buying(standin: Post, buyer: User) -> None:
    adding, made = begun_adding(buyer)
    assert "agreements/approve" in made.redirect_url
    assert provider.look_up_adding(adding) is None

    vault.approve(made.reference, pays_with="good")
    first, second = provider.look_up_adding(adding), provider.look_up_adding(adding)

    assert first == second
    assert first
    assert (first.label, first.kind) == ("buyer@paypal.example", "paypal")
    assert StandinObject.objects.of("paypal_token").count() == 1


def test_adding_begun_twice_is_one(standin: Post, buyer: User) -> None:
    adding, made = begun_adding(buyer)
    Adding.objects.filter(pk=adding.pk).update(reference="")
    adding.refresh_from_db()

    again = provider.begin_adding(adding, return_url=RETURN_URL)

    assert again.reference == made.reference


def test_what_is_paid_with_is_kept_if_the_buyer_asks(
    standin: Post, buyer: User, run_jobs: RunJobs
) -> None:
    payment = begun("49.90", user=buyer, wants_keeping=True)
    source = body_of(standin.line.writes()[0])["payment_source"]["paypal"]
    assert source["attributes"]["vault"]["store_in_vault"] == "ON_SUCCESS"
    approve(payment)

    run_jobs()

    saved = SavedMethod.objects.get()
    assert (saved.user, saved.label) == (buyer, "buyer@paypal.example")
    assert saved.is_default


def test_nothing_is_kept_unasked(standin: Post, buyer: User, run_jobs: RunJobs) -> None:
    payment = begun("49.90", user=buyer)
    approve(payment)

    run_jobs()

    assert not SavedMethod.objects.exists()
    assert StandinObject.objects.of("paypal_token").count() == 0


def test_the_same_account_is_kept_once(
    standin: Post, buyer: User, run_jobs: RunJobs
) -> None:
    saved_by(buyer)
    payment = begun("49.90", user=buyer, wants_keeping=True)
    approve(payment)
    run_jobs()

    assert SavedMethod.objects.kept().count() == 1
    source = body_of(standin.line.writes()[2])["payment_source"]["paypal"]
    known = StandinObject.objects.of("paypal_token").first()
    assert known
    assert source["attributes"]["customer"] == known.data["customer"]


def test_a_kept_account_pays_without_the_buyer(standin: Post, buyer: User) -> None:
    saved = saved_by(buyer)
    payment = make_paypal_payment("49.90", user=buyer, saved_method=saved)

    started = begin_payment(payment, return_url=RETURN_URL)

    assert started.status == Payment.Status.CAPTURED
    assert captured(payment) == [Decimal("49.90")]


def test_a_charge_whose_answer_is_lost_is_made_once(standin: Post, buyer: User) -> None:
    saved = saved_by(buyer)
    payment = make_paypal_payment("49.90", user=buyer, saved_method=saved)
    turn("paypal.orders.create", Fault.DROP, after=True)
    with pytest.raises(PaymentFailed):
        begin_payment(payment, return_url=RETURN_URL)

    check_payment(payment, by="poll")

    assert captured(payment) == [Decimal("49.90")]
    assert StandinObject.objects.of("paypal_capture").count() == 1


def test_paypal_takes_money_once_for_an_invoice_also_when_it_forgot_our_keys(
    standin: Post, buyer: User
) -> None:
    saved = saved_by(buyer)
    payment = make_paypal_payment("49.90", user=buyer, saved_method=saved)
    provider.begin(payment, return_url=RETURN_URL)  # type: ignore[attr-defined]
    StandinObject.objects.of("paypal_key").delete()

    with pytest.raises(PaymentFailed):
        begin_payment(payment, return_url=RETURN_URL)

    assert StandinObject.objects.of("paypal_capture").count() == 1


def test_a_kept_account_that_is_declined_leaves_other_ways(
    standin: Post, buyer: User
) -> None:
    saved = saved_by(buyer, "declined")
    payment = make_paypal_payment("49.90", user=buyer, saved_method=saved)

    with pytest.raises(PaymentFailed) as failure:
        begin_payment(payment, return_url=RETURN_URL)

    payment.refresh_from_db()
    assert not failure.value.retry
    assert payment.status == Payment.Status.FAILED
    assert payment.failure.startswith("PayPal could not charge")


def test_paypal_may_want_the_buyer_after_all(standin: Post, buyer: User) -> None:
    saved = saved_by(buyer, "asks")
    payment = make_paypal_payment("49.90", user=buyer, saved_method=saved)

    started = begin_payment(payment, return_url=RETURN_URL)
    assert started.redirect_url.endswith(f"/checkoutnow?token={started.reference}")
    approve(payment)
    check_payment(payment, by="return")

    assert captured(payment) == [Decimal("49.90")]


def test_what_is_removed_is_forgotten_at_paypal(
    standin: Post, buyer: User, run_jobs: RunJobs
) -> None:
    saved = saved_by(buyer)
    reference = saved.reference
    remove(saved, now=timezone.now())
    run_jobs()

    assert not SavedMethod.objects.exists()
    assert StandinObject.objects.of("paypal_token").count() == 0
    gone = SavedMethod(provider="paypal", reference=reference)
    provider.forget(gone)


def test_a_consent_taken_back_at_paypal_is_no_longer_offered(
    standin: Post, buyer: User, run_jobs: RunJobs
) -> None:
    saved = saved_by(buyer)
    vault.delete_token(saved.reference)

    run_jobs()

    assert not SavedMethod.objects.kept().exists()
    payment = make_paypal_payment("9.90", user=buyer)
    payment.saved_method = SavedMethod(provider="paypal", reference=saved.reference)
    with pytest.raises(PaymentFailed) as failure:
        provider.begin(payment, return_url=RETURN_URL)  # type: ignore[attr-defined]
    assert failure.value.message.startswith("PayPal no longer keeps your consent.")

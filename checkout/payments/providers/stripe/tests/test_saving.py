from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import stripe
from django.utils import timezone

from checkout.payments.checking import check_payment
from checkout.payments.models import Payment
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.registry import remembering
from checkout.payments.providers.stripe.client import stripe_client
from checkout.payments.providers.stripe.intents import read_intent
from checkout.payments.providers.stripe.saving import customer_of, read_method
from checkout.payments.providers.stripe.standin import intents as bank
from checkout.payments.providers.stripe.testing import (
    Post,
    confirm,
    make_card_payment,
    save_card,
)
from checkout.payments.saved.keeping import remove
from checkout.payments.saved.models import Adding, ProviderCustomer, SavedMethod
from checkout.payments.standin.models import StandinObject
from checkout.payments.starting import begin_payment
from shop.users.models import User

RETURN_URL = "http://localhost:8000/en/orders/x/payment/"
provider = remembering("stripe")
assert provider is not None


def payment_of(user: User, **fields: Any) -> Payment:
    payment = make_card_payment(**fields)
    payment.order.user = user
    payment.order.save(update_fields=["user"])
    return payment


def paid_with(user: User, card: str) -> Payment:
    """A payment that has been begun with a card kept before."""
    payment = payment_of(user, saved_method=save_card(user, card))
    payment.begun = begin_payment(payment, return_url=RETURN_URL)  # type: ignore[attr-defined]
    payment.refresh_from_db()
    return payment


def test_card_is_kept_when_the_buyer_asked_for_it(
    standin: Post, buyer: User, run_jobs: Callable[[], int]
) -> None:
    payment = payment_of(buyer, wants_keeping=True)
    begin_payment(payment, return_url=RETURN_URL)

    confirm(payment.reference)
    run_jobs()

    saved = SavedMethod.objects.get()
    assert (saved.user, saved.label, saved.kind) == (buyer, "Visa •• 4242", "card")
    assert saved.expires_on == date(timezone.localdate().year + 1, 12, 31)
    assert saved.is_default
    assert saved.customer_reference == customer_of(buyer)


def test_card_is_not_kept_unasked(
    standin: Post, buyer: User, run_jobs: Callable[[], int]
) -> None:
    payment = payment_of(buyer)
    begin_payment(payment, return_url=RETURN_URL)

    confirm(payment.reference)
    run_jobs()

    assert not SavedMethod.objects.exists()
    assert read_intent(payment.reference).customer is None


def test_customer_is_made_known_once(standin: Post, buyer: User) -> None:
    first = customer_of(buyer)
    # as if the process had died before it wrote the answer down
    ProviderCustomer.objects.update(reference="")

    assert customer_of(buyer) == first
    assert StandinObject.objects.of("customer").count() == 1


def test_kept_card_pays_without_the_buyer(standin: Post, buyer: User) -> None:
    payment = paid_with(buyer, "pm_card_visa")

    assert payment.status == Payment.Status.CAPTURED
    assert payment.order.status == "confirmed"


def test_kept_card_is_charged_once_however_often_it_is_begun(
    standin: Post, buyer: User
) -> None:
    payment = payment_of(buyer, saved_method=save_card(buyer, "pm_card_visa"))
    begin_payment(payment, return_url=RETURN_URL)
    # as if the answer had been lost
    Payment.objects.filter(pk=payment.pk).update(reference="", status="begun")
    payment.refresh_from_db()

    begin_payment(payment, return_url="http://localhost:8000/lv/elsewhere/")

    assert StandinObject.objects.of("charge").count() == 1
    assert payment.entries.count() == 1


def test_card_set_up_for_it_needs_no_bank(standin: Post, buyer: User) -> None:
    saved = save_card(buyer, "pm_card_authenticationRequiredOnSetup")

    payment = payment_of(buyer, saved_method=saved)
    begin_payment(payment, return_url=RETURN_URL)

    payment.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED


def test_bank_that_always_asks_is_where_the_buyer_is_led(
    standin: Post, buyer: User
) -> None:
    payment = paid_with(buyer, "pm_card_authenticationRequired")

    begun = payment.begun  # type: ignore[attr-defined]
    assert begun.redirect_url.endswith(f"/standin/stripe/3ds/{payment.reference}/")
    assert payment.status == Payment.Status.PENDING

    bank.answer_challenge(payment.reference, is_passed=True)
    check_payment(payment, by="return")

    payment.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED
    assert payment.order.events.filter(kind="payment_failed").count() == 0


def test_buyer_who_left_the_bank_is_led_there_again(standin: Post, buyer: User) -> None:
    payment = paid_with(buyer, "pm_card_authenticationRequired")

    again = begin_payment(payment, return_url=RETURN_URL)

    assert again.redirect_url == payment.begun.redirect_url  # type: ignore[attr-defined]


def test_declined_kept_card_leaves_the_payment_open_for_another(
    standin: Post, buyer: User
) -> None:
    payment = paid_with(buyer, "pm_card_chargeCustomerFail")
    assert payment.begun.client_secret  # type: ignore[attr-defined]

    check_payment(payment, by="return")
    payment.refresh_from_db()
    assert (payment.status, payment.failure) == (
        "pending",
        "Your bank declined the payment.",
    )

    confirm(payment.reference, "pm_card_mastercard")
    check_payment(payment, by="return")
    payment.refresh_from_db()
    assert payment.status == Payment.Status.CAPTURED


def test_card_without_enough_money_is_never_asked_about(
    standin: Post, buyer: User
) -> None:
    saved = save_card(buyer, "pm_card_visa")
    known = StandinObject.objects.get(pk=saved.reference)
    known.hidden["card"]["decline"] = {
        "code": "card_declined",
        "message": "No",
        "reason": "insufficient_funds",
        "param": "",
    }
    known.save()
    payment = payment_of(buyer, saved_method=saved)

    begun = begin_payment(payment, return_url=RETURN_URL)

    assert begun.redirect_url == ""


def test_removed_card_cannot_be_charged_any_more(
    standin: Post, buyer: User, run_jobs: Callable[[], int]
) -> None:
    saved = save_card(buyer, "pm_card_visa")
    payment = payment_of(buyer, saved_method=saved)
    remove(saved, now=timezone.now())
    run_jobs()

    payment.saved_method = saved
    with pytest.raises(PaymentFailed, match="no longer kept"):
        provider.begin(payment, return_url=RETURN_URL)  # type: ignore[union-attr]

    assert not SavedMethod.objects.exists()
    method = read_method(saved.reference)
    assert method
    assert method.customer is None


def test_removing_twice_is_removing(standin: Post, buyer: User) -> None:
    saved = save_card(buyer, "pm_card_visa")

    provider.forget(saved)  # type: ignore[union-attr]
    provider.forget(saved)  # type: ignore[union-attr]

    assert StandinObject.objects.get(pk=saved.reference).data["customer"] is None


def test_card_removed_at_stripe_is_removed_here(
    standin: Post, buyer: User, run_jobs: Callable[[], int]
) -> None:
    saved = save_card(buyer, "pm_card_visa")

    stripe_client().v1.payment_methods.detach(saved.reference)
    run_jobs()

    assert not SavedMethod.objects.kept().exists()


def begun_adding(user: User) -> tuple[Adding, Any]:
    adding = Adding.objects.create(user=user, provider="stripe", method_code="card")
    begun = provider.begin_adding(adding, return_url=RETURN_URL)  # type: ignore[union-attr]
    Adding.objects.filter(pk=adding.pk).update(reference=begun.reference)
    adding.refresh_from_db()
    return adding, begun


def test_card_is_added_without_buying(
    standin: Post, buyer: User, run_jobs: Callable[[], int]
) -> None:
    adding, begun = begun_adding(buyer)
    assert provider.look_up_adding(adding) is None  # type: ignore[union-attr]

    stripe_client().v1.setup_intents.confirm(
        begun.reference, {"payment_method": "pm_card_visa", "return_url": RETURN_URL}
    )
    # nobody came back to the page: the webhook says it
    run_jobs()

    saved = SavedMethod.objects.get()
    assert (saved.user, saved.label) == (buyer, "Visa •• 4242")
    adding.refresh_from_db()
    assert adding.saved == saved


def test_adding_begun_twice_is_one(standin: Post, buyer: User) -> None:
    adding, begun = begun_adding(buyer)
    Adding.objects.filter(pk=adding.pk).update(reference="")
    adding.refresh_from_db()

    again = provider.begin_adding(adding, return_url=RETURN_URL)  # type: ignore[union-attr]

    assert again.reference == begun.reference


def test_card_the_bank_refuses_is_not_kept(
    standin: Post, buyer: User, run_jobs: Callable[[], int]
) -> None:
    adding, begun = begun_adding(buyer)

    with pytest.raises(stripe.CardError):
        stripe_client().v1.setup_intents.confirm(
            begun.reference, {"payment_method": "pm_card_visa_chargeDeclined"}
        )

    assert provider.look_up_adding(adding) is None  # type: ignore[union-attr]
    run_jobs()
    assert not SavedMethod.objects.exists()

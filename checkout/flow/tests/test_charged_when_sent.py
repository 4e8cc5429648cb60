"""Made-to-order goods: the money is secured when they are ordered, and taken when they
are sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from catalog.products.models import Product, Variant
from catalog.testing import make_product, make_variant
from checkout.flow.auditing import audit_books
from checkout.flow.cancelling import cancel_order
from checkout.flow.tests.buyers import bring
from checkout.orders.models import Order
from checkout.parcels.packing import pack
from checkout.parcels.sending import send
from checkout.payments.checking import check_payment
from checkout.payments.models import Payment
from checkout.payments.providers.stripe.standin.captures import let_go
from checkout.payments.providers.stripe.standin.knobs import Fault, turn
from checkout.payments.providers.stripe.testing import Post, confirm
from checkout.payments.receiving import mark_received
from checkout.payments.settling import paid_for
from checkout.payments.standin.models import StandinObject
from checkout.payments.switching import switch_payment
from checkout.testing import make_cart, make_order, make_shop, make_way
from shop.jobs.models import Job

RunJobs = Callable[[], int]
Status = Payment.Status


def made_to_order() -> Variant:
    product = make_product(kind=Product.Kind.MADE_TO_ORDER)
    return make_variant(product=product, stock=9)


def secured_order(run_jobs: RunJobs, quantity: int = 1) -> tuple[Order, Payment]:
    make_shop()
    make_way("card", provider="stripe", name="Card")
    order = make_order(made_to_order(), payment_code="card", quantity=quantity)
    payment = order.payments.get()
    confirm(payment.reference)
    check_payment(payment, by="return")
    run_jobs()
    order.refresh_from_db()
    payment.refresh_from_db()
    return order, payment


def dispatch(order: Order, run_jobs: RunJobs) -> None:
    parcel = pack(order, by="marta")
    send(parcel, carrier=None, tracking_number="", by="marta")
    run_jobs()
    order.refresh_from_db()


def faults() -> list[str]:
    return [fault.sentence for fault in audit_books()]


def test_an_order_is_confirmed_by_money_that_is_secured_and_not_taken(
    standin: Post, run_jobs: RunJobs
) -> None:
    order, payment = secured_order(run_jobs)

    assert order.status == "confirmed"
    assert payment.status == Status.AUTHORISED
    assert payment.secured_until is not None
    left = payment.secured_until - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    assert not payment.entries.exists()
    assert paid_for(order) == 0
    assert faults() == []
    kinds = list(order.events.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["placed", "authorised", "confirmed"]


def test_what_lies_on_the_shelf_is_charged_at_once(
    standin: Post, run_jobs: RunJobs
) -> None:
    make_shop()
    make_way("card", provider="stripe", name="Card")
    order = make_order(payment_code="card")
    payment = order.payments.get()

    confirm(payment.reference)
    check_payment(payment, by="return")

    payment.refresh_from_db()
    assert (payment.captures_later, payment.status) == (False, Status.CAPTURED)


def test_the_money_is_taken_once_when_the_order_is_sent(
    standin: Post, run_jobs: RunJobs
) -> None:
    order, payment = secured_order(run_jobs)

    dispatch(order, run_jobs)
    run_jobs()

    payment.refresh_from_db()
    assert payment.status == Status.CAPTURED
    assert [entry.amount for entry in payment.entries.all()] == [order.total]
    assert order.events.filter(kind="paid").count() == 1
    assert faults() == []


def test_a_first_parcel_of_two_leaves_the_money_secured(
    standin: Post, run_jobs: RunJobs
) -> None:
    order, payment = secured_order(run_jobs, quantity=2)
    [line] = order.lines.all()

    parcel = pack(order, by="marta", quantities={line.pk: 1})
    send(parcel, carrier=None, tracking_number="", by="marta")
    run_jobs()

    payment.refresh_from_db()
    assert payment.status == Status.AUTHORISED


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.ERROR])
def test_a_lost_answer_at_dispatch_takes_the_money_once(
    standin: Post, run_jobs: RunJobs, fault: Fault
) -> None:
    order, payment = secured_order(run_jobs)
    turn("payment_intents.capture", fault, after=True, times=2)
    standin.is_lost = True

    dispatch(order, run_jobs)
    Job.objects.filter(status=Job.Status.WAITING).update(run_at=timezone.now())
    Job.objects.filter(name="payment.hold_ends").update(
        run_at=timezone.now() + timedelta(days=6)
    )
    run_jobs()
    Job.objects.filter(name="payment.capture").update(run_at=timezone.now())
    run_jobs()

    payment.refresh_from_db()
    assert payment.status == Status.CAPTURED
    assert payment.balance("captured") == order.total


def test_money_the_bank_no_longer_holds_is_told_to_the_buyer_and_staff(
    standin: Post, run_jobs: RunJobs, client: Client, admin_client: Client
) -> None:
    order, payment = secured_order(run_jobs)
    standin.is_lost = True
    let_go(payment.reference)
    mail.outbox.clear()

    dispatch(order, run_jobs)

    payment.refresh_from_db()
    assert payment.status == Status.CANCELLED
    assert order.events.filter(kind="capture_failed").count() == 1
    [told] = [one for one in mail.outbox if "in another way" in one.subject]
    assert f"/orders/{order.token}/payment/" in told.body
    assert (
        "Secured payments that were lost"
        in admin_client.get("/admin/").content.decode()
    )
    assert client.get(f"/en/orders/{order.token}/payment/").status_code == 200
    assert "The goods are promised but not paid for." in faults()


def test_an_order_that_lost_its_payment_can_be_paid_in_another_way(
    standin: Post, run_jobs: RunJobs, client: Client
) -> None:
    order, payment = secured_order(run_jobs)
    let_go(payment.reference)
    run_jobs()
    order.refresh_from_db()
    assert order.status == "confirmed"

    again = switch_payment(order, method_code="bank", now=timezone.now())
    mark_received(again, by="marta", amount=order.total)

    again.refresh_from_db()
    order.refresh_from_db()
    assert (again.captures_later, again.status) == (False, Status.CAPTURED)
    assert order.status == "confirmed"
    assert faults() == []
    assert client.get(f"/en/orders/{order.token}/payment/").status_code == 302


def test_cancelling_lets_go_of_the_money_and_refunds_nothing(
    standin: Post, run_jobs: RunJobs
) -> None:
    order, payment = secured_order(run_jobs)

    cancel_order(order, by="customer", reason="changed my mind")
    run_jobs()

    payment.refresh_from_db()
    intent = StandinObject.objects.get(pk=payment.reference)
    assert payment.status == Status.CANCELLED
    assert intent.data["status"] == "canceled"
    assert not payment.refunds.exists()
    assert not order.events.filter(kind="capture_failed").exists()
    assert faults() == []


def test_money_secured_after_the_order_was_cancelled_is_let_go(
    standin: Post, run_jobs: RunJobs
) -> None:
    make_shop()
    make_way("card", provider="stripe", name="Card")
    order = make_order(made_to_order(), payment_code="card")
    payment = order.payments.get()
    confirm(payment.reference)
    cancel_order(order, by="customer", reason="changed my mind")

    run_jobs()

    intent = StandinObject.objects.get(pk=payment.reference)
    payment.refresh_from_db()
    assert intent.data["status"] == "canceled"
    assert payment.status == Status.CANCELLED


def test_money_is_taken_a_day_before_the_bank_would_let_go_of_it(
    standin: Post, run_jobs: RunJobs
) -> None:
    order, payment = secured_order(run_jobs)
    job = Job.objects.get(name="payment.hold_ends")
    assert payment.secured_until is not None
    assert job.run_at == payment.secured_until - timedelta(days=1)

    Job.objects.filter(pk=job.pk).update(run_at=timezone.now())
    run_jobs()

    payment.refresh_from_db()
    order.refresh_from_db()
    assert (payment.status, order.status) == (Status.CAPTURED, "confirmed")
    note = order.events.get(kind="note")
    assert note.data["about"] == "captured_before_end"
    assert Decimal(note.data["amount"]) == order.total


def test_pages_and_mails_say_that_nothing_has_been_charged(
    standin: Post, run_jobs: RunJobs, client: Client, admin_client: Client
) -> None:
    order, _ = secured_order(run_jobs)

    page = client.get(f"/en/orders/{order.token}/").content.decode()
    seen_by_staff = admin_client.get(f"/admin/checkout/order/{order.pk}/change/")

    assert "Nothing has been charged yet" in page
    assert "Secured: Card" in page
    assert "Paid: Card" not in page
    [told] = [one for one in mail.outbox if "secured" in one.subject]
    assert "Nothing has been charged yet" in told.body
    assert "secured, not charged" in seen_by_staff.content.decode()


def test_the_checkout_says_what_is_charged_later_and_only_then(
    standin: Post, client: Client
) -> None:
    make_shop()
    make_way("card", provider="stripe", name="Card")
    secured = 'data-capture-method="manual"'

    bring(client, make_cart(made_to_order()))
    page = client.get("/en/checkout/").content.decode()
    assert secured in page
    assert "only held ready by your bank" in page

    bring(client, make_cart(make_variant(stock=3)))
    page = client.get("/en/checkout/").content.decode()
    assert 'data-payment-element="stripe"' in page
    assert secured not in page

"""Card payments in any order: what the buyer, Stripe, the clock and staff can do, done
at random, and after each step the books add up and agree with Stripe's in the end."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
import stripe
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from catalog.products.models import Variant
from catalog.stock.models import Stock
from catalog.stock.selling import OutOfStock
from catalog.testing import make_variant
from checkout.cart.filling import NotAdded
from checkout.cart.models import Cart
from checkout.flow import cancelling
from checkout.flow.auditing import audit_books
from checkout.flow.cancelling import cancel_order
from checkout.flow.details import CheckoutDetails
from checkout.flow.expiring import expire
from checkout.flow.placing import OfferChanged, place_order
from checkout.orders.models import Order
from checkout.parcels.models import Carrier, Parcel
from checkout.parcels.packing import NothingToPack, pack
from checkout.parcels.sending import send
from checkout.payments.models import Payment
from checkout.payments.providers.protocol import PaymentFailed
from checkout.payments.providers.stripe.standin.events import sign
from checkout.payments.providers.stripe.testing import (
    Post,
    confirm,
    post_event,
    standin,
)
from checkout.payments.refunding import RefundTooLarge, refund_order
from checkout.payments.standin.models import StandinObject
from checkout.payments.starting import begin_payment
from checkout.payments.switching import NotAwaited, switch_payment
from checkout.testing import make_cart, make_details, make_shop, make_way
from races.truth import unlike_stripe
from shop.jobs.models import Job
from shop.jobs.running import run_due

__all__ = ["standin"]

PIECES = 5
GOOD, DECLINED, ASKED = (
    "pm_card_visa",
    "pm_card_visa_chargeDeclined",
    "pm_card_authenticationRequired",
)
Click = tuple[Cart, CheckoutDetails]


class Shop(RuleBasedStateMachine):
    clicks = Bundle("clicks on the button")
    orders = Bundle("orders")
    variant: Variant
    post: Post

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.post.sent.clear()
        self.events: list[str] = []

    def teardown(self) -> None:
        try:
            self.everybody_finds_out()
        finally:
            self.savepoint.__exit__(Rollback, Rollback(), None)

    @initialize(target=clicks)
    def open_shop(self) -> Click:
        make_shop()
        make_way("card", provider="stripe")
        Carrier.objects.get_or_create(code="post", defaults={"name": "Post"})
        self.variant = make_variant(stock=PIECES)
        return self._click(1)

    @rule(target=clicks, quantity=st.integers(1, 3))
    def fill_cart(self, quantity: int) -> Click:
        try:
            return self._click(quantity)
        except NotAdded:
            return multiple()  # type: ignore[return-value]

    def _click(self, quantity: int) -> Click:
        cart = make_cart(self.variant, quantity=quantity)
        return cart, make_details(cart, payment_code="card")

    @rule(target=orders, click=clicks, begins=st.sampled_from([True, True, False]))
    def press_the_button(self, click: Click, begins: bool) -> Order:
        cart, details = click
        try:
            order = place_order(cart, details=details, user=None, now=timezone.now())
        except (OutOfStock, OfferChanged):
            return multiple()  # type: ignore[return-value]
        if begins:
            self.begin(order)
        return order

    @rule(target=orders, quantity=st.integers(1, 2))
    def buy(self, quantity: int) -> Order:
        """All that most buyers ever do."""
        try:
            order: Any = self.press_the_button(self._click(quantity), begins=True)
        except NotAdded:
            return multiple()  # type: ignore[return-value]
        if isinstance(order, Order):
            self.show_a_card(order, GOOD)
            self.come_back(order)
        return order  # type: ignore[no-any-return]

    @rule(order=orders)
    def begin_again(self, order: Order) -> None:
        self.begin(order)

    def begin(self, order: Order) -> None:
        if payment := order.payments.filter(status__in=Payment.IN_PROGRESS).first():
            with suppress(PaymentFailed):
                begin_payment(payment, return_url="https://shop.test/back")

    @rule(order=orders, card=st.sampled_from([GOOD, GOOD, GOOD, DECLINED, ASKED]))
    def show_a_card(self, order: Order, card: str) -> None:
        """Also in a tab that was forgotten: whatever the order has become."""
        for payment in order.payments.filter(provider="stripe").exclude(reference=""):
            with suppress(stripe.CardError, stripe.InvalidRequestError):
                confirm(payment.reference, card)

    @rule(order=orders)
    def come_back(self, order: Order) -> None:
        Client().get(f"{order.get_absolute_url()}payment/")

    @rule(data=st.data())
    def a_webhook_arrives(self, data: Any) -> None:
        """Any that was ever sent, in any order, any number of times."""
        self._hear()
        if self.events:
            payload = data.draw(st.sampled_from(self.events), label="event")
            assert post_event(payload, sign(payload)) == 200
            run_due()

    @rule()
    def work(self) -> None:
        run_due()

    @rule(order=orders, way=st.sampled_from(["card", "bank", "cod"]))
    def switch(self, order: Order, way: str) -> None:
        with suppress(NotAwaited):
            switch_payment(order, method_code=way, now=timezone.now())

    @rule(order=orders)
    def cancel(self, order: Order) -> None:
        with suppress(Order.MoveRefused):
            cancel_order(order, by="customer", reason="asked")

    @rule(order=orders)
    def let_it_expire(self, order: Order) -> None:
        expire(order_id=order.pk)

    @rule(order=orders, share=st.sampled_from([None, Decimal("0.3"), Decimal(1)]))
    def give_back(self, order: Order, share: Decimal | None) -> None:
        amount = share and (order.total * share).quantize(Decimal("0.01"))
        with suppress(RefundTooLarge):
            refund_order(order, amount=amount, reason="goodwill", by="marta")

    @rule(order=orders)
    def pack_it(self, order: Order) -> None:
        with suppress(NothingToPack):
            pack(order, by="marta")

    @rule(order=orders)
    def send_it(self, order: Order) -> None:
        carrier = Carrier.objects.first()
        for parcel in order.parcels.filter(status=Parcel.Status.PACKED):
            send(parcel, carrier=carrier, tracking_number="LV1", by="marta")

    @rule()
    def everybody_finds_out(self) -> None:
        for _ in range(3):
            waiting = Job.objects.filter(status=Job.Status.WAITING)
            waiting.update(run_at=timezone.now())
            run_due()
        assert unlike_stripe(is_open_allowed=True) == []

    def _hear(self) -> None:
        """What the stand-in has posted so far is known, and was lost on the way."""
        events = StandinObject.objects.of("event").order_by("created_at", "id")
        self.events = [json.dumps(event.data) for event in events]

    @invariant()
    def books_add_up(self) -> None:
        assert [*audit_books()] == []

    @invariant()
    def nothing_is_promised_twice(self) -> None:
        for stock in Stock.objects.all():
            assert stock.held + stock.sold <= stock.on_hand <= PIECES

    @invariant()
    def one_cart_is_one_order(self) -> None:
        carts = [*Order.objects.values_list("cart", flat=True)]
        assert len(carts) == len({*carts})


class Rollback(Exception):
    """Ends an example: the next one begins in an empty shop."""


def open_for_business(standin: Post, **changes: Any) -> None:
    standin.is_lost = True
    Shop.post = standin
    plan = {
        "max_examples": 8,
        "stateful_step_count": 20,
        "deadline": None,
        "phases": [Phase.explicit, Phase.reuse, Phase.generate],
        "suppress_health_check": [HealthCheck.too_slow],
    }
    run_state_machine_as_test(Shop, settings=settings(**{**plan, **changes}))


@pytest.mark.django_db
def test_books_agree_with_stripe_whatever_happens(standin: Post) -> None:
    open_for_business(standin)


@pytest.mark.django_db
def test_control_cancelling_that_keeps_the_money_is_found(
    standin: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cancelling, "refund_order", lambda *_, **__: None)

    with pytest.raises(AssertionError, match="Money of a cancelled order"):
        open_for_business(
            standin, max_examples=50, derandomize=True, phases=[Phase.generate]
        )

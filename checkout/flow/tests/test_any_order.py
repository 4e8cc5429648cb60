"""Whatever happens to orders, in whatever order: after each step the books add up."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
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
from catalog.stock.holding import release_expired
from catalog.stock.models import Stock
from catalog.stock.selling import OutOfStock
from catalog.testing import make_variant
from checkout.cart.filling import NotAdded
from checkout.cart.models import Cart
from checkout.discounts.coupons import CouponRefused
from checkout.discounts.models import Coupon
from checkout.flow.auditing import audit_books
from checkout.flow.cancelling import cancel_order
from checkout.flow.details import CheckoutDetails
from checkout.flow.expiring import expire
from checkout.flow.placing import OfferChanged, place_order
from checkout.orders.models import Order
from checkout.payments.models import Payment, Refund
from checkout.payments.providers.protocol import Finding
from checkout.payments.refunding import (
    RefundTooLarge,
    book_refund,
    carry_out,
    finish_refund,
    refund_order,
)
from checkout.payments.settling import settle
from checkout.payments.starting import begin_payment
from checkout.payments.switching import NotAwaited, switch_payment
from checkout.testing import make_cart, make_coupon, make_details, make_shop

PIECES = 6
Click = tuple[Cart, CheckoutDetails]


class Shop(RuleBasedStateMachine):
    """A shop with six cups, a coupon for two uses, and customers of every sort."""

    clicks = Bundle("clicks on the button")
    orders = Bundle("orders")
    payments = Bundle("payments")
    variant: Variant
    coupon: Coupon

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def teardown(self) -> None:
        self.savepoint.__exit__(Rollback, Rollback(), None)

    @initialize(target=clicks)
    def open_shop(self) -> Click:
        make_shop()
        self.variant = make_variant(stock=PIECES)
        self.coupon = make_coupon(usage_limit=2, limit_per_customer=1)
        return self._click(quantity=1, with_coupon=True)

    @rule(target=clicks, quantity=st.integers(1, 3), with_coupon=st.booleans())
    def fill_cart(self, quantity: int, with_coupon: bool) -> Click:
        try:
            return self._click(quantity=quantity, with_coupon=with_coupon)
        except NotAdded:
            return multiple()  # type: ignore[return-value]

    def _click(self, *, quantity: int, with_coupon: bool) -> Click:
        cart = make_cart(self.variant, quantity=quantity)
        if with_coupon:
            cart.coupon = self.coupon
            cart.save(update_fields=["coupon"])
        return cart, make_details(cart, email=f"buyer{cart.pk}@example.com")

    @rule(target=orders, click=clicks)
    def press_the_button(self, click: Click) -> Order:
        cart, details = click
        try:
            return place_order(cart, details=details, user=None, now=timezone.now())
        except (OutOfStock, OfferChanged, CouponRefused):
            return multiple()  # type: ignore[return-value]

    @rule(target=payments, order=orders)
    def pay(self, order: Order) -> Payment:
        payment = order.payments.order_by("-pk").first()
        assert payment is not None, "nothing here is free"
        begin_payment(payment, return_url="https://shop.test/back")
        return payment

    @rule(
        payment=payments,
        share=st.sampled_from([Decimal("0.4"), Decimal(1), Decimal(1), Decimal("1.5")]),
        movement=st.integers(1, 3),
    )
    def money_arrives(self, payment: Payment, share: Decimal, movement: int) -> None:
        amount = (payment.amount * share).quantize(Decimal("0.01"))
        finding = Finding(
            Payment.Status.CAPTURED, captured=amount, movement=f"mv_{movement}"
        )
        settle(payment, finding, by="bank")

    @rule(
        payment=payments,
        status=st.sampled_from(
            [Payment.Status.PENDING, Payment.Status.FAILED, Payment.Status.CANCELLED]
        ),
    )
    def other_news_arrives(self, payment: Payment, status: Payment.Status) -> None:
        settle(payment, Finding(status, failure="Refused"), by="webhook")

    @rule(order=orders)
    def pay_at_the_door_instead(self, order: Order) -> None:
        with suppress(NotAwaited):
            switch_payment(order, method_code="cod", now=timezone.now())

    @rule(order=orders)
    def cancel(self, order: Order) -> None:
        with suppress(Order.MoveRefused):
            cancel_order(order, by="customer", reason="asked")

    @rule(order=orders)
    def let_it_expire(self, order: Order) -> None:
        expire(order_id=order.pk)

    @rule(order=orders, amount=st.decimals("0.01", "40", places=2))
    def make_good(self, order: Order, amount: Decimal) -> None:
        with suppress(RefundTooLarge):
            refund_order(order, amount=amount, reason="goodwill", by="marta")

    @rule()
    def carry_out_refunds(self) -> None:
        for refund in Refund.objects.filter(status=Refund.Status.BEGUN):
            carry_out(refund_id=refund.pk)
            finish_refund(refund, reference=f"re_{refund.pk}", by="marta")
            finish_refund(refund, reference=f"re_{refund.pk}", by="bank")

    @rule(payment=payments)
    def give_back_at_the_provider(self, payment: Payment) -> None:
        payment.refresh_from_db()
        if payment.refundable > 0:
            book_refund(
                payment, amount=payment.refundable, reference="seen twice", by="bank"
            )

    @rule(order=orders)
    def pack(self, order: Order) -> None:
        with suppress(Order.MoveRefused):
            order.move_to(Order.Status.PACKED, by="marta")

    @rule()
    def forget_carts(self) -> None:
        release_expired(timezone.now() + timedelta(days=1))

    @invariant()
    def books_add_up(self) -> None:
        assert [*audit_books()] == []

    @invariant()
    def nothing_is_promised_twice(self) -> None:
        for stock in Stock.objects.all():
            assert stock.held + stock.sold <= stock.on_hand == PIECES


class Rollback(Exception):
    """Ends an example: the next one begins in an empty shop."""


@pytest.mark.django_db
def test_books_add_up_whatever_happens() -> None:
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )

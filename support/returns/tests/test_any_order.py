"""Whatever comes back in whatever order, the refunds add up to what was paid."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalog.testing import make_variant
from checkout.flow.auditing import audit_books
from checkout.payments.models import Refund
from shop.money.amounts import ZERO
from support.returns.announcing import announce_return
from support.returns.inspecting import Finding, inspect
from support.returns.models import Return
from support.returns.pieces import returnable
from support.returns.settling import refund
from support.returns.testing import make_delivered_order

_PRICES = st.decimals("0.05", "99.99", places=2)


class AnyOrder(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(_PRICES, _PRICES, st.integers(1, 3), st.data())
    def test_refunds_add_up(
        self, first: Decimal, second: Decimal, quantity: int, data: st.DataObject
    ) -> None:
        goods = [make_variant(stock=9, price=str(each)) for each in (first, second)]
        order = make_delivered_order(*goods, quantity=quantity)
        kept = ZERO
        while left := returnable(order):
            pk = data.draw(st.sampled_from(sorted(left)))
            count = data.draw(st.integers(1, left[pk]))
            is_last = left == {pk: count}
            back = announce_return(order, {pk: count}, by="x", gives_extras=is_last)
            less = data.draw(st.sampled_from([ZERO, Decimal("0.01")]))
            finding = Finding("reduced" if less else "accepted", reduction=less)
            back.move_to(Return.Status.RECEIVED, by="x")
            inspect(back, {line.pk: finding for line in back.lines.all()}, by="x")
            refund(back, by="x")
            kept += less

        given_back = sum(Refund.objects.values_list("amount", flat=True), ZERO)
        assert given_back == order.total - kept
        assert list(audit_books()) == []

"""What PayPal shows adds up to the cent, or is left out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.orders.models import OrderLine
from checkout.payments.providers.paypal import breakdown
from checkout.payments.providers.paypal.breakdown import purchase
from checkout.payments.providers.paypal.standin.amounts import check_sums
from shop.money.amounts import Taxed, allocate
from shop.money.currencies import from_minor_units

CENT = Decimal("0.01")
EUR = "EUR"


class Lines(list[OrderLine]):
    """The lines of an order that is in no database."""

    def order_by(self, *_: str) -> Lines:
        return self


class Sale:
    """An order, as far as PayPal needs it."""

    def __init__(self, lines: list[OrderLine], currency: str, **parts: Decimal) -> None:
        self.lines = Lines(lines)
        self.currency = currency
        self.shipping = parts.get("shipping", Decimal(0))
        self.fee = parts.get("fee", Decimal(0))

    @property
    def total(self) -> Decimal:
        return sum((line.gross for line in self.lines), self.shipping + self.fee)


def line(price: str, quantity: int = 1, **fields: Any) -> OrderLine:
    unit, discount = Decimal(price), fields.pop("discount", Decimal(0))
    known = {"title": "Oat mug", "sku": "MUG", "vat": Decimal(0)} | fields
    return OrderLine(
        unit_price=unit,
        quantity=quantity,
        discount=discount,
        gross=unit * quantity - discount,
        **known,
    )


def shown(sale: Sale, amount: Decimal | None = None) -> dict[str, Any]:
    order: Any = sale
    return purchase(order, amount=sale.total if amount is None else amount)


def test_things_cost_what_our_pages_say_with_their_vat_apart() -> None:
    sale = Sale(
        [line("18.00", 2, vat=Decimal("5.62"), discount=Decimal("3.60"))],
        EUR,
        shipping=Decimal("2.90"),
        fee=Decimal("0.50"),
    )

    unit = shown(sale)

    assert unit["amount"] == {
        "currency_code": "EUR",
        "value": "35.80",
        "breakdown": {
            "item_total": {"currency_code": "EUR", "value": "30.38"},
            "tax_total": {"currency_code": "EUR", "value": "5.62"},
            "shipping": {"currency_code": "EUR", "value": "2.90"},
            "handling": {"currency_code": "EUR", "value": "0.50"},
            "discount": {"currency_code": "EUR", "value": "3.60"},
        },
    }
    (item,) = unit["items"]
    assert (item["name"], item["quantity"]) == ("Oat mug", "2")
    assert (item["unit_amount"]["value"], item["tax"]["value"]) == ("15.19", "2.81")


def test_pieces_whose_cents_cannot_be_shared_out_are_one_item() -> None:
    (item,) = shown(Sale([line("10.00", 3, vat=Decimal("5.21"))], EUR))["items"]

    assert (item["name"], item["quantity"]) == ("3 × Oat mug", "1")
    assert (item["unit_amount"]["value"], item["tax"]["value"]) == ("24.79", "5.21")


def test_a_long_name_is_cut() -> None:
    (item,) = shown(Sale([line("1.00", title="x" * 300)], EUR))["items"]

    assert len(item["name"]) == 127


def test_what_is_paid_in_part_is_named_by_its_sum() -> None:
    sale = Sale([line("18.00")], EUR)

    assert shown(sale, Decimal("8.00")) == {
        "amount": {"currency_code": "EUR", "value": "8.00"}
    }


@pytest.mark.parametrize("currency", ["EUR", "JPY", "HUF"])
@given(data=st.data())
def test_parts_agree_for_every_order_that_adds_up(
    currency: str, data: st.DataObject
) -> None:
    unit = currency if currency != "HUF" else "JPY"  # no decimals at PayPal

    def money(units: int) -> Decimal:
        return from_minor_units(units, unit)

    amounts = st.integers(0, 100_000).map(money)
    made = data.draw(
        st.lists(
            st.tuples(amounts, st.integers(1, 9), st.sampled_from([0, 5, 12, 21])),
            min_size=1,
            max_size=4,
        )
    )
    goods = [price * count for price, count, _ in made]
    off = money(data.draw(st.integers(0, int(sum(goods) / money(1)))))
    discounts = allocate(off, goods, unit) if any(goods) else [Decimal(0)] * len(goods)
    lines = []
    for (price, count, rate), discount in zip(made, discounts, strict=True):
        taxed = Taxed.from_gross(price * count - discount, Decimal(rate), unit)
        lines.append(line(str(price), count, discount=discount, vat=taxed.vat))
    sale = Sale(lines, currency, shipping=data.draw(amounts), fee=data.draw(amounts))
    if not sale.total:
        return

    unit_shown = shown(sale)

    assert "items" in unit_shown
    check_sums(unit_shown)


def test_an_order_that_does_not_add_up_is_named_by_its_sum(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sale = Sale([line("18.00")], EUR)
    assert "items" in shown(sale)

    monkeypatch.setattr(
        breakdown, "_parts", lambda *_: {"item_total": CENT, "discount": Decimal(0)}
    )

    assert "items" not in shown(sale)

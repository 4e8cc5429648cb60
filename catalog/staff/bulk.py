"""Editing many products at once."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_update_with_history
from unfold import widgets

from catalog.categories.models import Category
from catalog.offers.shelf import refresh_shelf
from catalog.pricing.models import Price, PriceList
from catalog.pricing.prices import set_price
from catalog.products.models import Product, Tag, VatClass
from catalog.search.indexing import reindex_later
from shop.kept.generation import pages_changed
from shop.money.amounts import round_money
from shop.users.models import User

STEPS = ("0.01", "0.05", "0.10", "0.50", "1.00")


class BulkForm(forms.Form):
    """What is left empty stays as it is."""

    percent = forms.DecimalField(
        label=_("change prices by, %"),
        help_text=_("5 raises them, -5 lowers them"),
        required=False,
        min_value=-90,
        max_value=500,
        decimal_places=2,
        max_digits=6,
        widget=widgets.UnfoldAdminDecimalFieldWidget(),
    )
    step = forms.ChoiceField(
        label=_("rounded to"),
        choices=[(step, step) for step in STEPS],
        required=False,
        widget=widgets.UnfoldAdminSelectWidget(),
    )
    price_list = forms.ModelChoiceField(
        PriceList.objects.order_by("-is_default", "currency"),
        label=_("in the price list"),
        empty_label=_("all of them"),
        required=False,
        widget=widgets.UnfoldAdminSelectWidget(),
    )
    category = forms.ModelChoiceField(
        Category.objects.order_by("path"),
        label=_("put into the category"),
        required=False,
        widget=widgets.UnfoldAdminSelectWidget(),
    )
    tag = forms.ModelChoiceField(
        Tag.objects.order_by("code"),
        label=_("give the tag"),
        required=False,
        widget=widgets.UnfoldAdminSelectWidget(),
    )
    vat_class = forms.ModelChoiceField(
        VatClass.objects.order_by("code"),
        label=_("VAT class"),
        required=False,
        widget=widgets.UnfoldAdminSelectWidget(),
    )

    @transaction.atomic
    def apply(self, products: Iterable[Product], *, by: User) -> None:
        chosen = list(products)
        given = self.cleaned_data
        if given["percent"]:
            step = Decimal(given["step"] or STEPS[0])
            change_prices(
                chosen, given["percent"], given["price_list"], step=step, by=by
            )
        for product in chosen if given["category"] else ():
            product.categories.add(given["category"])
        for product in chosen if given["tag"] else ():
            product.tags.add(given["tag"])
        if given["vat_class"]:
            _write(chosen, "vat_class", given["vat_class"], by=by)
        _tell(chosen)


@transaction.atomic
def publish(products: Iterable[Product], *, is_published: bool, by: User) -> None:
    chosen = list(products)
    _write(chosen, "is_published", is_published, by=by)
    _tell(chosen)


@transaction.atomic
def change_prices(
    products: Iterable[Product],
    percent: Decimal,
    price_list: PriceList | None,
    *,
    step: Decimal,
    by: User,
) -> None:
    """Raise or lower every price, to whole steps; each change is a row of history."""
    prices = Price.objects.filter(
        variant__product__in=[product.pk for product in products]
    )
    if price_list:
        prices = prices.filter(price_list=price_list)
    for price in prices.select_related("variant", "price_list").order_by("pk"):
        amount = changed(price.amount, percent, price.price_list.currency, step=step)
        set_price(price.variant, price_list=price.price_list, amount=amount, by=str(by))


def changed(
    amount: Decimal, percent: Decimal, currency: str, *, step: Decimal
) -> Decimal:
    """`amount` changed by percent and rounded to `step`, never down to nothing."""
    exact = amount * (100 + percent) / 100
    steps = (exact / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return round_money(max(steps, Decimal(1)) * step, currency)


def _write(products: list[Product], field: str, value: Any, *, by: User) -> None:
    for product in products:
        setattr(product, field, value)
    bulk_update_with_history(products, Product, [field], default_user=by)


def _tell(products: list[Product]) -> None:
    ids = [product.pk for product in products]
    refresh_shelf(ids)
    reindex_later(ids)
    pages_changed()

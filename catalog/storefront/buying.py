"""What a product page needs of variants: which one is shown, what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.offers.showing import ShownPrice
from catalog.pricing.vat import vat_rate
from catalog.products.models import Product, Variant
from catalog.storefront.choosing import (
    Candidate,
    OptionGroup,
    option_group,
    plain_group,
)
from catalog.storefront.facts import Fact, option_names, options_of
from shop.money.amounts import Taxed, round_money
from shop.web.texts import columns


@dataclass(frozen=True, slots=True)
class Priced:
    """What a variant costs: `taxed` splits the price in the visitor's country,
    `unit_amount` is for one `unit` of content."""

    shown: ShownPrice
    taxed: Taxed
    unit_amount: Decimal | None
    unit: str

    @property
    def amount_text(self) -> str:
        return str(self.shown.amount)


def variants_on_page(
    product: Product, *, related: Sequence[int], parts: Sequence[int]
) -> list[Variant]:
    """The variants of a product, of those that go well with it and of those that are
    inside it, in one query."""
    on_sale = Q(product__in=[product.pk, *related], is_active=True)
    return list(
        Variant.objects.filter(on_sale | Q(pk__in=parts))
        .select_related("product")
        .only(
            "sku",
            "gtin",
            "is_default",
            "weight_g",
            "length_mm",
            "width_mm",
            "height_mm",
            "content_quantity",
            "content_unit",
            *columns("name"),
            *(
                f"product__{column}"
                for column in (
                    "kind",
                    "slug",
                    "is_published",
                    "is_available",
                    "lead_time_days",
                    "rating",
                    "review_count",
                    *columns("title"),
                )
            ),
        )
        .order_by("product_id", "position", "pk")
    )


def candidates(
    variants: Sequence[Variant],
    facts: Sequence[Fact],
    *,
    prices: Mapping[int, ShownPrice],
    stock: Mapping[int, int | None],
) -> list[Candidate]:
    return [
        Candidate(
            sku=variant.sku,
            name=variant.name,
            options=options_of(facts, variant.pk),
            can_be_bought=variant.pk in prices and stock.get(variant.pk, 0) != 0,
        )
        for variant in variants
    ]


def option_groups(
    choices: Sequence[Candidate], facts: Sequence[Fact], *, chosen: Candidate
) -> list[OptionGroup]:
    """One group for each option the variants differ by."""
    if len(choices) < 2:
        return []
    groups = [
        option_group(code, name, names=names, candidates=choices, chosen=chosen)
        for (code, name), names in option_names(facts).items()
        if len(names) > 1
    ]
    combinations = {tuple(sorted(each.options.items())) for each in choices}
    if not groups or len(combinations) < len(choices):
        return [plain_group(_("Choose"), candidates=choices, chosen=chosen)]
    return groups


def priced(
    variant: Variant, shown: ShownPrice, *, vat_class: int, country: str, now: datetime
) -> Priced:
    rate = vat_rate(country, vat_class, timezone.localdate(now))
    unit_amount, unit = None, ""
    if base := variant.pricing_base:
        factor, unit = base
        unit_amount = round_money(shown.amount * factor, shown.currency)
    return Priced(
        shown=shown,
        taxed=Taxed.from_gross(shown.amount, rate, shown.currency),
        unit_amount=unit_amount,
        unit=unit,
    )

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.products.models import Product, Variant, VatClass
from shop.web.shown import ShownOnPages


class VatRate(ShownOnPages):
    """A country's rate for a class of goods, in percent, from a day on."""

    country = models.CharField(_("country"), max_length=2)
    vat_class = models.ForeignKey(
        VatClass, models.PROTECT, related_name="rates", verbose_name=_("VAT class")
    )
    rate = models.DecimalField(_("rate, %"), max_digits=5, decimal_places=2)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(
        _("until, exclusive"),
        null=True,
        blank=True,
        help_text=_("empty: until further notice"),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        constraints = (
            models.UniqueConstraint(
                fields=["country", "vat_class", "valid_from"],
                name="vat_rate_once_per_day",
            ),
            models.CheckConstraint(
                condition=Q(rate__gte=0) & Q(rate__lte=100), name="vat_rate_is_percent"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_until__gt=F("valid_from")),
                name="vat_rate_period_not_empty",
            ),
        )

    def __str__(self) -> str:
        return f"{self.country} {self.rate} %"


class PriceList(ShownOnPages):
    """The prices of one currency, and the countries that see them first.

    The default list serves every country that no other list names.
    """

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    currency = models.CharField(_("currency"), max_length=3, unique=True)
    countries = models.JSONField(
        _("countries"), default=list, blank=True, help_text='["GB"]'
    )
    is_default = models.BooleanField(_("default"), default=False)

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        constraints = (
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="one_default_price_list",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """What a variant costs, VAT included, in the currency of its list."""

    price_list = models.ForeignKey(
        PriceList, models.CASCADE, related_name="prices", verbose_name=_("price list")
    )
    variant = models.ForeignKey(
        Variant, models.CASCADE, related_name="prices", verbose_name=_("variant")
    )
    amount = models.DecimalField(_("price incl. VAT"), max_digits=14, decimal_places=3)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = (
            models.UniqueConstraint(
                fields=["variant", "price_list"], name="one_price_per_list"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="price_is_positive"),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.price_list.currency}"


class PriceChange(models.Model):
    """The history of a price: what it was set to, and when. Never edited."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="changes")
    variant = models.ForeignKey(
        Variant, models.CASCADE, related_name="price_changes", verbose_name=_("variant")
    )
    amount = models.DecimalField(_("price incl. VAT"), max_digits=14, decimal_places=3)
    at = models.DateTimeField(_("when"))
    by = models.CharField(_("who"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        indexes = (
            models.Index(fields=["variant", "price_list", "at"], name="price_history"),
        )

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.amount}"


class ShelfPrice(models.Model):
    """What a product costs on its shelf label: its cheapest variant, offers taken off.

    Kept for sorting and filtering; what a page shows is worked out anew.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="shelf_prices")
    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=3)
    is_reduced = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["product", "price_list"], name="one_shelf_price_per_list"
            ),
        )
        indexes = (
            models.Index(
                fields=["price_list", "amount", "product"], name="shelf_by_price"
            ),
            models.Index(
                fields=["price_list", "product"],
                condition=Q(is_reduced=True),
                name="shelf_reduced",
            ),
        )

    def __str__(self) -> str:
        return f"{self.product_id}: {self.amount}"

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.categories.models import Category
from catalog.products.models import Product, Tag
from shop.web.shown import ShownOnPages


class Zone(ShownOnPages):
    """Countries (and, where needed, postcodes in them) that cost the same to reach."""

    name = models.CharField(_("name"), max_length=100)
    countries = models.JSONField(_("countries"), default=list, help_text='["LV", "LT"]')
    regions = models.JSONField(_("only regions"), default=list, blank=True)
    postcodes = models.JSONField(_("only postcodes"), default=list, blank=True)
    excluded_postcodes = models.JSONField(_("not postcodes"), default=list, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("delivery zone")
        verbose_name_plural = _("delivery zones")

    def __str__(self) -> str:
        return self.name


class Method(ShownOnPages):
    """A way of delivering to a zone. Days are the carrier's, counted after dispatch."""

    zone = models.ForeignKey(
        Zone, models.CASCADE, related_name="methods", verbose_name=_("zone")
    )
    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("description"), max_length=300, blank=True)
    carrier_code = models.SlugField(_("carrier"), blank=True)
    cutoff = models.TimeField(
        _("sent today if ordered before"), default=time(14), help_text=_("our time")
    )
    handling_days = models.PositiveSmallIntegerField(
        _("working days to pack"), default=0
    )
    days_min = models.PositiveSmallIntegerField(_("carrier days, at least"), default=1)
    days_max = models.PositiveSmallIntegerField(_("carrier days, at most"), default=2)
    delivers_on_saturday = models.BooleanField(_("delivers on Saturday"), default=False)
    free_from = models.DecimalField(
        _("free for goods from"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    needs_phone = models.BooleanField(_("carrier calls ahead"), default=False)
    to_point = models.BooleanField(
        _("to a pick-up point"),
        default=False,
        help_text=_("one of the carrier’s; without a carrier, collected in our place"),
    )
    named_days = models.PositiveSmallIntegerField(
        _("days to choose from"),
        default=0,
        help_text=_("working days on which the buyer may have it; 0: no choice"),
    )
    largest_parcel_g = models.PositiveIntegerField(
        _("largest parcel, g"),
        null=True,
        blank=True,
        help_text=_("what weighs more travels in several parcels, each at its rate"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        constraints = (
            models.CheckConstraint(
                condition=Q(days_max__gte=F("days_min")), name="days_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.zone}"


class Rate(ShownOnPages):
    """What a method costs (VAT included) for a weight and a value of the goods.

    Bounds are half-open: from (inclusive) until (exclusive); empty is no bound.
    """

    method = models.ForeignKey(
        Method, models.CASCADE, related_name="rates", verbose_name=_("method")
    )
    price = models.DecimalField(_("price incl. VAT"), max_digits=14, decimal_places=3)
    weight_from_g = models.PositiveIntegerField(_("weight from, g"), default=0)
    weight_until_g = models.PositiveIntegerField(
        _("weight until, g"), null=True, blank=True
    )
    value_from = models.DecimalField(
        _("value from"), max_digits=14, decimal_places=3, default=0
    )
    value_until = models.DecimalField(
        _("value until"), max_digits=14, decimal_places=3, null=True, blank=True
    )

    class Meta:
        verbose_name = _("delivery rate")
        verbose_name_plural = _("delivery rates")
        constraints = (
            models.CheckConstraint(
                condition=Q(price__gte=0), name="delivery_price_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.method_id}: {self.price}"


class ClosedDay(ShownOnPages):
    """A day on which nothing leaves our stock, beside weekends and holidays."""

    day = models.DateField(_("day"), unique=True)
    reason = models.CharField(_("reason"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")

    def __str__(self) -> str:
        return str(self.day)


class MethodRule(ShownOnPages):
    """When a method is not offered, or costs more. It is fulfilled when everything
    that it asks is; what is empty asks nothing. Bounds are half-open."""

    class Effect(models.TextChoices):
        ONLY = "only", _("offered only then")
        NOT = "not", _("not offered then")
        AMOUNT = "amount", _("an amount more")
        PERCENT = "percent", _("percent of the rate more")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    method = models.ForeignKey(
        Method, models.CASCADE, related_name="rules", verbose_name=_("method")
    )
    name = models.CharField(
        _("name"), max_length=100, help_text=_("for staff, like “Bulky goods”")
    )
    effect = models.CharField(_("effect"), max_length=10, choices=Effect)
    amount = models.DecimalField(
        _("amount or percent"), max_digits=14, decimal_places=3, default=0
    )
    counts_when_free = models.BooleanField(
        _("also when delivery is free"), default=False
    )
    weight_from_g = models.PositiveIntegerField(
        _("weight from, g"), null=True, blank=True
    )
    weight_until_g = models.PositiveIntegerField(
        _("weight until, g"), null=True, blank=True
    )
    volume_from_cm3 = models.PositiveIntegerField(
        _("volume from, cm³"), null=True, blank=True
    )
    volume_until_cm3 = models.PositiveIntegerField(
        _("volume until, cm³"), null=True, blank=True
    )
    value_from = models.DecimalField(
        _("value from"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    value_until = models.DecimalField(
        _("value until"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    pieces_from = models.PositiveIntegerField(_("pieces from"), null=True, blank=True)
    pieces_until = models.PositiveIntegerField(_("pieces until"), null=True, blank=True)
    categories = models.ManyToManyField(
        Category, blank=True, related_name="+", verbose_name=_("categories")
    )
    tags = models.ManyToManyField(
        Tag, blank=True, related_name="+", verbose_name=_("tags")
    )
    groups = models.ManyToManyField(
        "checkout.CustomerGroup",
        blank=True,
        related_name="+",
        verbose_name=_("customer groups"),
    )
    locations = models.ManyToManyField(
        "catalog.StockLocation",
        blank=True,
        related_name="+",
        verbose_name=_("stock locations"),
    )
    postcodes = models.JSONField(_("postcodes"), default=list, blank=True)
    weekdays = models.JSONField(_("weekdays"), default=list, blank=True)
    hour_from = models.TimeField(
        _("hour from"), null=True, blank=True, help_text=_("our time")
    )
    hour_until = models.TimeField(_("hour until"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery rule")
        verbose_name_plural = _("delivery rules")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="surcharge_not_negative"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Restriction(ShownOnPages):
    """Goods that cannot be sent to some countries, whatever the way."""

    name = models.CharField(_("name"), max_length=100, help_text=_("for staff"))
    reason = models.CharField(
        _("reason"), max_length=300, blank=True, help_text=_("a sentence for buyers")
    )
    countries = models.JSONField(_("countries"), default=list)
    categories = models.ManyToManyField(
        Category, blank=True, related_name="+", verbose_name=_("categories")
    )
    tags = models.ManyToManyField(
        Tag, blank=True, related_name="+", verbose_name=_("tags")
    )
    products = models.ManyToManyField(
        Product, blank=True, related_name="+", verbose_name=_("products")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")

    def __str__(self) -> str:
        return self.name


class LeadTime(ShownOnPages):
    """Within how many working days a carrier really brings what a method sends to a
    country: learnt from past parcels, and promised instead of the table's days."""

    method = models.ForeignKey(
        Method, models.CASCADE, related_name="lead_times", verbose_name=_("method")
    )
    country = models.CharField(_("to"), max_length=2)
    days_min = models.PositiveSmallIntegerField(_("carrier days, at least"))
    days_max = models.PositiveSmallIntegerField(_("carrier days, at most"))
    parcels = models.PositiveIntegerField(_("parcels it was learnt from"))
    learned_at = models.DateTimeField(_("learnt"))

    class Meta:
        verbose_name = _("lead time")
        verbose_name_plural = _("promises kept")
        constraints = (
            models.UniqueConstraint(
                fields=["method", "country"], name="one_lead_time_per_route"
            ),
            models.CheckConstraint(
                condition=Q(days_max__gte=F("days_min")), name="lead_time_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.method_id} → {self.country}: {self.days_min}–{self.days_max}"

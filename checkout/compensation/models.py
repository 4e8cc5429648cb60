from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.credit.models import CreditAccount
from checkout.orders.models import Order


class Fault(models.TextChoices):
    """Whose the delay is: the parcel left us too late, or was carried too slowly."""

    SHOP = "shop", _("ours, it left late")
    CARRIER = "carrier", _("the carrier's")


class CompensationRule(models.Model):
    """What a customer gets when an order comes late. Of several rules that fit, the
    one that gives most counts."""

    class Measure(models.TextChoices):
        FIXED = "fixed", _("a fixed amount")
        DELIVERY = "delivery", _("percent of the delivery price")
        GOODS = "goods", _("percent of the goods")

    class Form(models.TextChoices):
        CREDIT = "credit", _("credit for the next order")
        REFUND = "refund", _("the delivery price back")

    name = models.CharField(_("name"), max_length=100)
    days_late = models.PositiveSmallIntegerField(_("from so many days late"), default=1)
    fault = models.CharField(
        _("whose fault"),
        max_length=10,
        choices=Fault,
        blank=True,
        help_text=_("empty: either"),
    )
    goods_from = models.DecimalField(
        _("for goods from"), max_digits=14, decimal_places=3, default=0
    )
    countries = models.JSONField(
        _("only to these countries"),
        default=list,
        blank=True,
        help_text=_("empty: everywhere") + ' – ["LV", "LT"]',
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    measure = models.CharField(
        _("how much"), max_length=10, choices=Measure, default=Measure.DELIVERY
    )
    value = models.DecimalField(
        _("amount or percent"), max_digits=14, decimal_places=3, default=100
    )
    cap = models.DecimalField(
        _("at most"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    form = models.CharField(
        _("given as"), max_length=10, choices=Form, default=Form.CREDIT
    )
    since = models.DateField(
        _("for promises from"),
        default=timezone.localdate,
        help_text=_("what was due before is not paid for"),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("compensation rule")
        verbose_name_plural = _("compensation rules")
        constraints = (
            models.CheckConstraint(
                condition=Q(days_late__gte=1), name="late_from_a_day"
            ),
            models.CheckConstraint(
                condition=Q(value__gt=0), name="compensation_above_nothing"
            ),
            models.CheckConstraint(
                condition=Q(measure="fixed") | Q(value__lte=100),
                name="compensation_percent_at_most_all",
            ),
            # a part of it could not be told apart from what a withdrawal gives back
            models.CheckConstraint(
                condition=~Q(form="refund")
                | Q(measure="delivery", value=100, cap__isnull=True),
                name="refunded_delivery_is_whole",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Disruption(models.Model):
    """Weather or a strike: delays of the carrier that nobody could help."""

    class Cause(models.TextChoices):
        WEATHER = "weather", _("weather")
        STRIKE = "strike", _("strike")
        CLOSED = "closed", _("closed roads or borders")

    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    carrier_code = models.SlugField(
        _("carrier"), blank=True, help_text=_("empty: all carriers")
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("empty: everywhere")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(
        _("last day"), help_text=_("promises that end on these days are meant")
    )
    note = models.CharField(_("note"), max_length=300)

    class Meta:
        verbose_name = _("disruption")
        verbose_name_plural = _("weather and strikes")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")),
                name="disruption_days_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_cause_display()}, {self.first_day}"


class Excuse(models.Model):
    """Why nothing is paid for the lateness of one order."""

    class Cause(models.TextChoices):
        DATE_CHANGED = "date_changed", _("the customer chose another day")
        WRONG_ADDRESS = "wrong_address", _("the address was wrong")
        REFUSED = "refused", _("the parcel was refused")
        WEATHER = "weather", _("weather or strike")
        OTHER = "other", _("another reason")

    order = models.OneToOneField(
        Order, models.CASCADE, related_name="excuse", verbose_name=_("order")
    )
    cause = models.CharField(_("cause"), max_length=15, choices=Cause)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.CharField(_("who"), max_length=150)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("excuse")
        verbose_name_plural = _("excuses")

    def __str__(self) -> str:
        return f"{self.order_id}: {self.get_cause_display()}"


class Breach(models.Model):
    """A broken promise. Its order is the claim: there is one, however late it gets."""

    order = models.OneToOneField(
        Order, models.CASCADE, related_name="breach", verbose_name=_("order")
    )
    fault = models.CharField(_("whose fault"), max_length=10, choices=Fault)
    promised_until = models.DateField(_("promised until"))
    # the worst that was seen of it
    days_late = models.PositiveIntegerField(_("days late"))
    arrived_on = models.DateField(_("arrived"), null=True, blank=True)
    disruption = models.ForeignKey(
        Disruption,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="breaches",
        verbose_name=_("disruption"),
    )
    noticed_at = models.DateTimeField(_("noticed"), default=timezone.now)
    looked_at_on = models.DateField(_("looked at"))

    class Meta:
        verbose_name = _("broken promise")
        verbose_name_plural = _("broken promises")
        indexes = (
            models.Index(fields=["-promised_until", "-id"], name="breaches_newest"),
        )

    def __str__(self) -> str:
        return f"{self.order_id}: {self.days_late}"


class Compensation(models.Model):
    """What was given for a broken promise. `step` is the lateness it was given from:
    a worse one adds what is missing, the same one never gives twice."""

    class Way(models.TextChoices):
        CREDIT = "credit", _("store credit")
        CARD = "card", _("gift card")
        REFUND = "refund", _("refund")

    breach = models.ForeignKey(
        Breach,
        models.PROTECT,
        related_name="compensations",
        verbose_name=_("broken promise"),
    )
    step = models.PositiveSmallIntegerField(_("from so many days late"))
    days_late = models.PositiveIntegerField(_("days late"))
    rule = models.ForeignKey(
        CompensationRule,
        models.SET_NULL,
        null=True,
        related_name="compensations",
        verbose_name=_("rule"),
    )
    way = models.CharField(_("given as"), max_length=10, choices=Way)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3)
    account = models.ForeignKey(
        CreditAccount,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="compensations",
        verbose_name=_("credit account"),
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("when"), default=timezone.now)
    sent_at = models.DateTimeField(_("mail sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("compensation")
        verbose_name_plural = _("compensations")
        constraints = (
            models.UniqueConstraint(
                fields=["breach", "step"], name="compensated_once_per_step"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="compensation_not_nothing"
            ),
        )

    def __str__(self) -> str:
        return f"{self.breach_id}: {self.amount} {self.currency}"

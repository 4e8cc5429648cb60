from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Variant
from shop.web.shown import ShownOnPages


class StockLocation(ShownOnPages):
    """A place goods are sent from."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    country = models.CharField(_("country"), max_length=2)
    is_default = models.BooleanField(_("default"), default=False)
    first_for = models.JSONField(_("first choice for"), default=list, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    cutoff = models.TimeField(
        _("packs until"),
        null=True,
        blank=True,
        help_text=_("our time; empty: until the time of the delivery method"),
    )

    class Meta:
        verbose_name = _("stock location")
        verbose_name_plural = _("stock locations")
        constraints = (
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="one_default_stock_location",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Stock(models.Model):
    """How much of a variant lies at a location, and how much of it is promised.

    `held` is in carts and `sold` in orders that are not sent yet; both still lie
    on the shelf and count in `on_hand`. Untracked stock never runs out (goods made
    to order); its `sold` is still counted.
    """

    variant = models.ForeignKey(
        Variant, models.CASCADE, related_name="stocks", verbose_name=_("variant")
    )
    location = models.ForeignKey(
        StockLocation, models.PROTECT, related_name="stocks", verbose_name=_("location")
    )
    on_hand = models.PositiveIntegerField(_("on hand"), default=0)
    held = models.PositiveIntegerField(_("in carts"), default=0, editable=False)
    sold = models.PositiveIntegerField(_("sold, not sent"), default=0, editable=False)
    is_tracked = models.BooleanField(_("can run out"), default=True)

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        constraints = (
            models.UniqueConstraint(
                fields=["variant", "location"], name="one_stock_per_location"
            ),
            models.CheckConstraint(
                condition=Q(is_tracked=False) | Q(on_hand__gte=F("held") + F("sold")),
                name="no_more_promised_than_there_is",
            ),
        )

    def __str__(self) -> str:
        return f"{self.variant_id} @ {self.location_id}: {self.on_hand}"


class HoldQuerySet(models.QuerySet["Hold"]):
    def expired(self, now: datetime) -> HoldQuerySet:
        return self.filter(until__lte=now)


class Hold(models.Model):
    """A quantity kept for one cart (`holder`) for some minutes."""

    stock = models.ForeignKey(Stock, models.CASCADE, related_name="holds")
    holder = models.UUIDField(default=uuid.uuid4)
    quantity = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = (
            models.UniqueConstraint(
                fields=["stock", "holder"], name="one_hold_per_holder"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="hold_is_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} for {self.holder}"


class StockMove(models.Model):
    """Why a number changed: a sale, a return, a delivery, a count."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("received")
        COUNTED = "counted", _("counted")
        SOLD = "sold", _("sold")
        RETURNED = "returned", _("put back")
        SENT = "sent", _("sent")

    stock = models.ForeignKey(Stock, models.CASCADE, related_name="moves")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    quantity = models.IntegerField(_("quantity"))
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.CharField(_("who"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("stock move")
        verbose_name_plural = _("stock moves")
        indexes = (
            models.Index(fields=["reference", "stock"], name="moves_by_reference"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"

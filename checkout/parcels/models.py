from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from urllib.parse import quote

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from checkout.orders.models import Order, OrderEvent, OrderLine
from checkout.parcels.clocks import clock_of
from checkout.parcels.numbers.links import LINKS
from checkout.parcels.numbers.recognising import link_for
from shop.languages.days import day_and_hour_text
from shop.money.amounts import ZERO, round_money


class Carrier(models.Model):
    """Who carries parcels. `{number}` in the link stands for the tracking number."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    tracking_url = models.CharField(
        _("tracking link"), max_length=300, blank=True, help_text="https://…/{number}"
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    # the name of a way in carriers/registry.py
    interface = models.SlugField(_("how we speak to it"), default="table")
    silent_days = models.PositiveSmallIntegerField(
        _("lost after silence, working days"),
        default=5,
        help_text=_("counted from the last news or the promised day; 0: never"),
    )
    pickup_days = models.PositiveSmallIntegerField(
        _("days a parcel waits at a pick-up point"), default=7
    )

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")

    def __str__(self) -> str:
        return self.name

    def link_to(self, number: str) -> str:
        """The carrier's own page about a parcel; "" where we know none."""
        template = self.tracking_url or LINKS.get(self.code) or link_for(number)
        if not template or not number:
            return ""
        return template.replace("{number}", quote(number, safe=""))


class Parcel(models.Model):
    """What travels: some lines of an order, with a carrier's number.

    The statuses stand in the order in which a later one outranks what was seen before.
    """

    class Status(models.TextChoices):
        PACKED = "packed", _("packed")
        SENT = "sent", _("handed to the carrier")
        IN_TRANSIT = "in_transit", _("on its way")
        OUT_FOR_DELIVERY = "out_for_delivery", _("out for delivery")
        AT_PICKUP = "at_pickup", _("waiting at the pick-up point")
        LOST = "lost", _("lost")
        RETURNING = "returning", _("on its way back to us")
        DELIVERED = "delivered", _("delivered")
        RETURNED = "returned", _("back with us")

    # it was refused or could not be handed over
    TURNED_BACK = (Status.RETURNING, Status.RETURNED)
    # in these, nothing more is expected of the carrier
    ENDED = (Status.DELIVERED, Status.RETURNED)
    # the carrier has it
    TRAVELLING = (
        Status.SENT,
        Status.IN_TRANSIT,
        Status.OUT_FOR_DELIVERY,
        Status.AT_PICKUP,
        Status.LOST,
        Status.RETURNING,
    )

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="parcels", verbose_name=_("order")
    )
    carrier = models.ForeignKey(
        Carrier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parcels",
        verbose_name=_("carrier"),
    )
    tracking_number = models.CharField(_("tracking number"), max_length=60, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.PACKED
    )
    packed_at = models.DateTimeField(_("packed"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    next_poll_at = models.DateTimeField(null=True, blank=True, db_index=True)
    # the carrier's own id of it, and where its label is
    carrier_reference = models.CharField(max_length=100, blank=True, editable=False)
    label_url = models.URLField(max_length=500, blank=True, editable=False)
    # what went wrong when the carrier was asked last, and how often in a row
    last_error = models.CharField(
        _("last error"), max_length=300, blank=True, editable=False
    )
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    # which journey a played carrier makes of it; 0 is the plain one
    seed = models.PositiveIntegerField(default=0, editable=False)
    # when its schedule is thought over again
    next_look_at = models.DateTimeField(null=True, blank=True, db_index=True)
    # where these are empty, the order's promise is what to expect
    expected_from = models.DateField(_("expected from"), null=True, blank=True)
    expected_until = models.DateField(_("expected until"), null=True, blank=True)
    kept_until = models.DateField(
        _("kept at the pick-up point until"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")

    def __str__(self) -> str:
        return self.tracking_number or f"{_('Parcel')} {self.pk}"

    @property
    def carrier_link(self) -> str:
        return self.carrier.link_to(self.tracking_number) if self.carrier else ""

    @property
    def weight_g(self) -> int:
        lines = self.lines.select_related("order_line", "parcel__order")
        return sum(line.weight_g for line in lines)

    @property
    def value(self) -> Decimal:
        lines = self.lines.select_related("order_line", "parcel__order")
        return sum((line.value for line in lines), ZERO)

    @property
    def shown_error(self) -> str:
        """What the carrier's systems said no to last, translated where it is ours."""
        return gettext(self.last_error) if self.last_error else ""

    def note_failure(self, message: str) -> None:
        """Tell staff what the carrier's systems said no to."""
        self.last_error, self.failures = message[:300], self.failures + 1
        self.save(update_fields=["last_error", "failures"])

    def note_success(self) -> None:
        if self.failures:
            self.last_error, self.failures = "", 0
            self.save(update_fields=["last_error", "failures"])


class ParcelLine(models.Model):
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="parcel_lines"
    )
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("parcel line")
        verbose_name_plural = _("parcel lines")
        constraints = (
            models.UniqueConstraint(
                fields=["parcel", "order_line"], name="line_once_per_parcel"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="parcel_quantity_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"

    @property
    def weight_g(self) -> int:
        return self.quantity * self.order_line.weight_g

    @property
    def value(self) -> Decimal:
        """Its share of what the line was sold for, VAT included."""
        line = self.order_line
        return round_money(
            line.gross * self.quantity / line.quantity, self.parcel.order.currency
        )


class TrackingEvent(models.Model):
    """Where a parcel was seen. `key` is the carrier's id of the event, or a digest."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="events")
    key = models.CharField(max_length=100)
    status = models.CharField(_("status"), max_length=20, choices=Parcel.Status)
    text = models.CharField(_("text"), max_length=300, blank=True)
    place = models.CharField(_("place"), max_length=150, blank=True)
    at = models.DateTimeField(_("when"))
    # "+02:00", or the name of a time zone; "" is the clock of the shop
    zone = models.CharField(_("local time"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("tracking event")
        verbose_name_plural = _("tracking events")
        constraints = (
            models.UniqueConstraint(
                fields=["parcel", "key"], name="tracking_event_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.get_status_display()}"

    @property
    def shown_text(self) -> str:
        """The carrier's words, translated where we know them; else the status."""
        return gettext(self.text) if self.text else self.get_status_display()

    @property
    def local_at(self) -> datetime:
        """When it was, on the clock of the place where it was."""
        return self.at.astimezone(clock_of(self.zone))

    @property
    def shown_at(self) -> str:
        return day_and_hour_text(self.local_at, get_language() or "en")


class ParcelNews(models.Model):
    """What customers were told of a parcel; the unique row is the claim."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="news")
    kind = models.CharField(_("what"), max_length=20, choices=OrderEvent.Kind)

    class Meta:
        verbose_name = _("news of a parcel")
        verbose_name_plural = _("news of parcels")
        constraints = (
            models.UniqueConstraint(
                fields=["parcel", "kind"], name="news_once_per_parcel"
            ),
        )

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.get_kind_display()}"


class ParcelClaim(models.Model):
    """A lost parcel, and what its carrier owes us for it."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        FOUND = "found", _("the parcel was found")
        PAID = "paid", _("the carrier paid")
        REFUSED = "refused", _("the carrier refused")

    parcel = models.OneToOneField(
        Parcel, models.PROTECT, related_name="claim", verbose_name=_("parcel")
    )
    carrier = models.ForeignKey(
        Carrier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("carrier"),
    )
    noticed_at = models.DateTimeField(_("noticed"))
    # when staff wrote to the carrier
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN
    )

    class Meta:
        verbose_name = _("claim for a lost parcel")
        verbose_name_plural = _("claims for lost parcels")

    def __str__(self) -> str:
        return str(self.parcel)


class CarrierEvent(models.Model):
    """What a carrier told us, as it said it. Its unique id is our memory."""

    interface = models.SlugField(_("by"))
    event_id = models.CharField(_("event"), max_length=200)
    payload = models.JSONField(_("payload"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    settled_at = models.DateTimeField(_("dealt with"), null=True, blank=True)

    class Meta:
        verbose_name = _("carrier event")
        verbose_name_plural = _("carrier events")
        constraints = (
            models.UniqueConstraint(
                fields=["interface", "event_id"], name="carrier_event_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.interface} {self.event_id}"

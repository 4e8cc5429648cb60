from __future__ import annotations

from urllib.parse import quote

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from checkout.orders.models import Order, OrderLine


class Carrier(models.Model):
    """Who carries parcels. `{number}` in the link stands for the tracking number."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    tracking_url = models.CharField(
        _("tracking link"), max_length=300, blank=True, help_text="https://…/{number}"
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    is_simulated = models.BooleanField(
        _("simulated"), default=False, help_text=_("moves demo parcels by itself")
    )

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")

    def __str__(self) -> str:
        return self.name

    def link_to(self, number: str) -> str:
        """The carrier's own page about a parcel; "" where we know none."""
        if not self.tracking_url or not number:
            return ""
        return self.tracking_url.replace("{number}", quote(number, safe=""))


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

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")

    def __str__(self) -> str:
        return self.tracking_number or f"{_('Parcel')} {self.pk}"

    @property
    def carrier_link(self) -> str:
        return self.carrier.link_to(self.tracking_number) if self.carrier else ""


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


class TrackingEvent(models.Model):
    """Where a parcel was seen. `key` is the carrier's id of the event, or a digest."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="events")
    key = models.CharField(max_length=100)
    status = models.CharField(_("status"), max_length=20, choices=Parcel.Status)
    text = models.CharField(_("text"), max_length=300, blank=True)
    place = models.CharField(_("place"), max_length=150, blank=True)
    at = models.DateTimeField(_("when"))

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

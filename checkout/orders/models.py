from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.products.models import Variant
from checkout.cart.models import Cart
from checkout.delivery.points.spots import Spot
from checkout.discounts.models import CartOffer, Coupon, OneTimeCode
from checkout.leaving.noting import note_paid
from shop.jobs.queue import announce
from shop.money.amounts import ZERO


class OrderQuerySet(models.QuerySet["Order"]):
    def awaiting_payment(self) -> OrderQuerySet:
        return self.filter(status=Order.Status.PLACED)


class Order(models.Model):
    """A sale. It copies everything it needs: the catalogue may change, a sale may not.

    All amounts are in `currency`, VAT included unless said otherwise.
    """

    class Status(models.TextChoices):
        PLACED = "placed", _("awaiting payment")
        CONFIRMED = "confirmed", _("confirmed")
        PACKED = "packed", _("packed")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        CANCELLED = "cancelled", _("cancelled")

    class MoveRefused(Exception):
        """The order is no longer in a status from which this move is possible."""

    # sold, and still owed to the buyer
    NOT_ARRIVED = (Status.CONFIRMED, Status.PACKED, Status.SENT)
    SOURCES: dict[str, tuple[str, ...]] = {
        Status.CONFIRMED: (Status.PLACED,),
        Status.PACKED: (Status.CONFIRMED,),
        Status.SENT: (Status.CONFIRMED, Status.PACKED),
        Status.DELIVERED: (Status.SENT,),
        Status.CANCELLED: (Status.PLACED, Status.CONFIRMED),
    }

    number = models.CharField(
        pgettext_lazy("of an order", "number"), max_length=20, unique=True
    )
    # what a signed link names; a new one revokes the old links
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cart = models.OneToOneField(
        Cart, models.SET_NULL, null=True, blank=True, related_name="order"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("customer"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PLACED
    )
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("full name"), max_length=150)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=8)
    country = models.CharField(_("country"), max_length=2)
    currency = models.CharField(_("currency"), max_length=3)
    # keys: name company street street2 postcode city region country
    shipping_address = models.JSONField(_("delivery address"))
    billing_address = models.JSONField(_("billing address"))
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    is_reverse_charge = models.BooleanField(_("reverse charge"), default=False)
    customer_note = models.TextField(_("note from the customer"), blank=True)

    goods = models.DecimalField(_("goods"), max_digits=14, decimal_places=3)
    discount = models.DecimalField(_("discount"), max_digits=14, decimal_places=3)
    shipping = models.DecimalField(_("delivery"), max_digits=14, decimal_places=3)
    fee = models.DecimalField(_("payment fee"), max_digits=14, decimal_places=3)
    vat = models.DecimalField(_("VAT"), max_digits=14, decimal_places=3)
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=3)
    # [{"rate", "net", "vat", "gross"}] as strings
    vat_groups = models.JSONField(_("VAT by rate"), default=list)
    coupon = models.ForeignKey(
        Coupon, models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    coupon_code = models.CharField(_("coupon"), max_length=40, blank=True)

    method_code = models.CharField(_("delivery method"), max_length=50)
    method_name = models.CharField(_("delivery method"), max_length=100)
    carrier_code = models.CharField(_("carrier"), max_length=50, blank=True)
    # a copy of the pick-up point, see `Spot`; empty: to the address
    pickup_point = models.JSONField(_("pick-up point"), default=dict, blank=True)
    delivery_instructions = models.CharField(
        _("instructions for the delivery"), max_length=300, blank=True
    )
    promised_from = models.DateField(_("promised from"))
    promised_until = models.DateField(_("promised until"))
    promise_inputs = models.JSONField(_("how the promise was worked out"), default=dict)
    payment_method = models.CharField(_("way of paying"), max_length=30)

    placed_at = models.DateTimeField(_("placed"), default=timezone.now)
    undo_until = models.DateTimeField(
        _("can be undone until"), null=True, blank=True, editable=False
    )
    staff_note = models.TextField(_("note for staff"), blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = (
            models.CheckConstraint(
                condition=Q(total__gte=0), name="total_not_negative"
            ),
        )
        indexes = (
            models.Index(fields=["-placed_at", "-id"], name="orders_newest_first"),
            models.Index(fields=["email"], name="orders_by_email"),
            models.Index(fields=["promised_until"], name="orders_by_promise"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page of the order, for whoever has the link (no log-in)."""
        return reverse("order", args=[self.token])

    def renew_link(self, *, by: str) -> None:
        """Revoke the link to the order's page, and make another."""
        self.token = uuid.uuid4()
        with transaction.atomic():
            self.save(update_fields=["token"])
            self.record(OrderEvent.Kind.LINK_RENEWED, by=by)

    @property
    def coupon_discount(self) -> Decimal:
        """What is off beside the offers."""
        by_offers = sum((each.amount for each in self.applied_offers.all()), ZERO)
        return self.discount - by_offers

    @property
    def is_by_mail(self) -> bool:
        """Of gift cards alone: nothing travels."""
        return not self.method_code

    @property
    def spot(self) -> Spot | None:
        """Where it is collected, if it does not come to the door."""
        return Spot.from_copy(self.pickup_point)

    @staticmethod
    def is_to_pack(now: datetime) -> Q:
        """Confirmed, with something that travels, and no longer to be undone by one
        click."""
        is_by_mail, may_be_undone = Q(method_code=""), Q(undo_until__gt=now)
        return Q(status=Order.Status.CONFIRMED) & ~is_by_mail & ~may_be_undone

    def can_be_undone(self, now: datetime) -> bool:
        """Whether its buyer may still take it back by one click."""
        is_open = self.status in self.SOURCES[self.Status.CANCELLED]
        return is_open and self.undo_until is not None and now < self.undo_until

    @transaction.atomic
    def move_to(self, status: str, *, by: str, **data: Any) -> None:
        """Change status once, however many callers try at the same moment.

        Raises MoveRefused when the order is not where this move may start.
        """
        self._move(status, self.SOURCES[status], by=by, **data)

    @transaction.atomic
    def take_back(self, *, by: str, **data: Any) -> None:
        """Confirm an order that was cancelled unpaid: its money came after all.

        Only payments/settling.py may, once it has sold the goods again.
        """
        self._move(self.Status.CONFIRMED, (self.Status.CANCELLED,), by=by, **data)

    @transaction.atomic
    def hand_over(self, *, by: str, **data: Any) -> None:
        """An order of gift cards alone has arrived once they are mailed.

        Only gifts/issuing.py may say so.
        """
        self._move(self.Status.DELIVERED, (self.Status.CONFIRMED,), by=by, **data)

    @transaction.atomic
    def come_home(self, *, by: str, **data: Any) -> None:
        """End an order that was sent and of which everything came back.

        Only flow/coming_back.py may, which sees to goods and money.
        """
        self._move(self.Status.CANCELLED, (self.Status.SENT,), by=by, **data)

    def _move(
        self, status: str, sources: Iterable[str], *, by: str, **data: Any
    ) -> None:
        rows = Order.objects.filter(pk=self.pk, status__in=sources)
        if not rows.update(status=status):
            raise self.MoveRefused(f"{self} cannot become {status}")

        self.status = status
        self.record(status, by=by, **data)
        if status == self.Status.CONFIRMED and self.cart_id:
            # a figure that cannot be written stops no sale
            transaction.on_commit(partial(note_paid, self.cart_id), robust=True)

    def record(self, kind: str, *, by: str, **data: Any) -> OrderEvent:
        """Write down what happened; those who wait for such news are woken."""
        event = self.events.create(kind=kind, by=by, data=data, at=timezone.now())
        announce()
        return event


class OrderLine(models.Model):
    """A thing sold, as it was at the moment of the sale.

    gross = unit_price × quantity - discount; net + vat = gross.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(
        Variant,
        models.PROTECT,
        related_name="order_lines",
        verbose_name=_("variant"),
    )
    title = models.CharField(_("title"), max_length=300)
    sku = models.CharField("SKU", max_length=100)
    personal = models.JSONField(_("personal"), default=dict, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    # pieces that will not be sent after all
    called_off = models.PositiveIntegerField(_("called off"), default=0)
    unit_price = models.DecimalField(_("unit price"), max_digits=14, decimal_places=3)
    regular_price = models.DecimalField(
        _("regular price"), max_digits=14, decimal_places=3
    )
    discount = models.DecimalField(_("discount"), max_digits=14, decimal_places=3)
    gross = models.DecimalField(_("incl. VAT"), max_digits=14, decimal_places=3)
    vat = models.DecimalField(_("VAT"), max_digits=14, decimal_places=3)
    vat_rate = models.DecimalField(_("VAT, %"), max_digits=5, decimal_places=2)
    weight_g = models.PositiveIntegerField(_("weight, g"), default=0)
    hs_code = models.CharField(_("HS code"), max_length=12, blank=True)
    origin_country = models.CharField(_("origin"), max_length=2, blank=True)
    is_gift_card = models.BooleanField(_("gift card"), default=False)
    # what its buyer told us of a gift card, by the codes of the fields
    gift = models.JSONField(_("gift"), default=dict, blank=True)
    is_gift = models.BooleanField(_("gift"), default=False)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def goods(self) -> Decimal:
        """What the line costs before the order's discount."""
        return self.unit_price * self.quantity


class OrderEvent(models.Model):
    """Something that happened to an order. Those above read it and claim it."""

    class Kind(models.TextChoices):
        PLACED = "placed", _("order received")
        CONFIRMED = "confirmed", _("order confirmed")
        AUTHORISED = "authorised", _("payment secured")
        PAYMENT_REMINDER = "payment_reminder", _("reminded of the payment")
        PAID_IN_PART = "paid_in_part", _("a part of the payment received")
        PAID = "paid", _("payment received")
        PAYMENT_FAILED = "payment_failed", _("payment failed")
        CAPTURE_FAILED = "capture_failed", _("secured payment lost")
        PACKED = "packed", _("packed")
        SENT = "sent", _("sent")
        OUT_FOR_DELIVERY = "out_for_delivery", _("out for delivery")
        AT_PICKUP = "at_pickup", _("waiting at the pick-up point")
        PICKUP_REMINDER = "pickup_reminder", _("reminded of the pick-up point")
        DELAYED = "delayed", _("a parcel comes later than promised")
        PARCEL_LOST = "parcel_lost", _("a parcel is lost")
        PARCEL_FOUND = "parcel_found", _("a lost parcel is found")
        RETURNING = "returning", _("a parcel comes back to us")
        DELIVERED = "delivered", _("delivered")
        CANCELLED = "cancelled", _("cancelled")
        PAID_LATE = "paid_late", _("paid too late, the money goes back")
        REFUNDED = "refunded", _("refunded")
        READDRESSED = "readdressed", _("delivery address changed")
        LINK_RENEWED = "link_renewed", _("link to the order renewed")
        NOTE = "note", _("note")

    order = models.ForeignKey(Order, models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("when"))
    by = models.CharField(_("who"), max_length=150)
    data = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        indexes = (models.Index(fields=["kind", "id"], name="news_by_kind"),)

    def __str__(self) -> str:
        return f"{self.order_id}: {self.get_kind_display()}"


class CouponUse(models.Model):
    """A coupon used by an order, counted per customer by e-mail."""

    coupon = models.ForeignKey(Coupon, models.CASCADE, related_name="uses")
    order = models.OneToOneField(Order, models.CASCADE, related_name="coupon_use")
    email = models.EmailField(_("e-mail"))

    class Meta:
        verbose_name = _("coupon use")
        verbose_name_plural = _("coupon uses")

    def __str__(self) -> str:
        return f"{self.coupon_id}: {self.email}"


class AppliedOffer(models.Model):
    """An automatic offer as it lowered an order: a copy, by name and by line."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="applied_offers")
    offer = models.ForeignKey(
        CartOffer, models.SET_NULL, null=True, related_name="applied"
    )
    name = models.CharField(_("name"), max_length=150)
    # off the goods; what it saved of the delivery is told apart
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    frees_delivery = models.BooleanField(_("free delivery"), default=False)
    delivery = models.DecimalField(
        _("delivery saved"), max_digits=14, decimal_places=3, default=0
    )

    class Meta:
        verbose_name = _("applied offer")
        verbose_name_plural = _("applied offers")

    def __str__(self) -> str:
        return self.name


class AppliedPart(models.Model):
    """What an applied offer took off one line."""

    applied = models.ForeignKey(AppliedOffer, models.CASCADE, related_name="parts")
    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="offers")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)

    class Meta:
        verbose_name = _("part of an applied offer")
        verbose_name_plural = _("parts of applied offers")

    def __str__(self) -> str:
        return f"{self.applied_id}: {self.amount}"


class CodeUse(models.Model):
    """A one-time code used by an order; its unique code is the claim."""

    code = models.OneToOneField(OneTimeCode, models.CASCADE, related_name="use")
    order = models.OneToOneField(Order, models.CASCADE, related_name="code_use")

    class Meta:
        verbose_name = _("use of a one-time code")
        verbose_name_plural = _("uses of one-time codes")

    def __str__(self) -> str:
        return f"{self.code_id}: {self.order_id}"

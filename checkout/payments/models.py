from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from checkout.discounts.models import CustomerGroup
from checkout.orders.models import Order
from checkout.payments.saved.models import SavedMethod
from shop.money.amounts import ZERO

LAST_MOMENT = timedelta(days=1)
LONGEST_DUE = 90


class PaymentMethod(models.Model):
    """A way of paying as the merchant offers it, in the merchant's order.

    Fee and limits are in `currency`, VAT included.
    """

    class Customers(models.TextChoices):
        ALL = "all", _("everybody")
        NEW = "new", _("new customers")
        KNOWN = "known", _("customers who have received an order")
        BUSINESS = "business", _("businesses with a VAT number")
        GROUPS = "groups", _("the groups below")

    provider = models.SlugField(_("provider"))
    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("description"), max_length=300, blank=True)
    fee = models.DecimalField(
        _("fee incl. VAT"), max_digits=14, decimal_places=3, default=0
    )
    minimum = models.DecimalField(
        _("for orders from"), max_digits=14, decimal_places=3, default=0
    )
    maximum = models.DecimalField(
        _("for orders up to"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, help_text=_("empty: any")
    )
    countries = models.JSONField(
        _("countries"), default=list, blank=True, help_text=_("empty: any")
    )
    customers = models.CharField(
        _("offered to"), max_length=10, choices=Customers, default=Customers.ALL
    )
    groups = models.ManyToManyField(
        CustomerGroup,
        blank=True,
        related_name="+",
        verbose_name=_("groups"),
    )
    refusals_allowed = models.PositiveSmallIntegerField(
        _("refused parcels"),
        default=2,
        validators=[MinValueValidator(1)],
        null=True,
        blank=True,
        help_text=_(
            "For payment at the door: not offered to whom let so many parcels come "
            "back. Empty: no matter how many."
        ),
    )
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    # for what buyers send on their own
    due_days = models.PositiveSmallIntegerField(
        _("working days to pay"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DUE)],
        help_text=_("For bank transfers. Empty: seven days, and no reminder."),
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("reminder, working days before"),
        default=0,
        validators=[MaxValueValidator(LONGEST_DUE)],
        help_text=_("0: no reminder"),
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        default=0,
        validators=[MaxValueValidator(LONGEST_DUE)],
        help_text=_("How long the goods are still kept after the due date."),
    )

    class Meta:
        verbose_name = _("way of paying")
        verbose_name_plural = _("ways of paying")

    def __str__(self) -> str:
        return self.name


class Payment(models.Model):
    """One attempt to be paid for an order, with one provider.

    `key` is the idempotency key of every call about it; `reference` is the
    provider's own id, once known. `saved_method` is what the buyer had kept and pays
    with now; `wants_keeping` says that they asked to keep what they pay with.

    With `captures_later` the provider only secures the money, until `secured_until`; it
    is taken when the goods are sent, without `waived`, which the buyer no longer owes.
    """

    class Status(models.TextChoices):
        BEGUN = "begun", _("begun")
        PENDING = "pending", _("awaited")
        AUTHORISED = "authorised", _("secured, not charged")
        CAPTURED = "captured", _("received")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    IN_PROGRESS = (Status.BEGUN, Status.PENDING)

    # what may still bring money
    OPEN = (*IN_PROGRESS, Status.AUTHORISED)

    # money that came is a fact, whatever we thought of the payment before
    SOURCES: dict[str, tuple[str, ...]] = {
        Status.PENDING: (Status.BEGUN,),
        Status.AUTHORISED: (*IN_PROGRESS, Status.FAILED),
        Status.CAPTURED: (*OPEN, Status.FAILED, Status.CANCELLED),
        Status.FAILED: OPEN,
        Status.CANCELLED: OPEN,
    }

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="payments", verbose_name=_("order")
    )
    provider = models.SlugField(_("provider"))
    method_code = models.SlugField(_("way of paying"))
    saved_method = models.ForeignKey(
        SavedMethod,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("saved way of paying"),
    )
    wants_keeping = models.BooleanField(_("to be kept for next time"), default=False)
    is_processing = models.BooleanField(_("under way at the bank"), default=False)
    captures_later = models.BooleanField(_("charged when sent"), default=False)
    secured_until = models.DateTimeField(_("secured until"), null=True, blank=True)
    waived = models.DecimalField(
        _("not to be charged"), max_digits=14, decimal_places=3, default=0
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.BEGUN
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3)
    failure = models.CharField(_("why it failed"), max_length=300, blank=True)
    # what the provider thinks of it: "normal", "elevated", "highest", and why
    risk_level = models.CharField(_("risk"), max_length=20, blank=True)
    risk_score = models.PositiveSmallIntegerField(
        _("risk out of 100"), null=True, blank=True
    )
    risk_reason = models.CharField(_("provider's verdict"), max_length=300, blank=True)
    # the day the buyer is told, and that of the reminder until it is sent
    pay_by = models.DateField(_("to be paid by"), null=True, blank=True)
    remind_on = models.DateField(_("reminder on"), null=True, blank=True)
    # when an order that nobody paid ends
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    checked_at = models.DateTimeField(_("provider asked"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = (
            models.UniqueConstraint(
                fields=["provider", "reference"],
                condition=~Q(reference=""),
                name="payment_once_per_reference",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status__in=["begun", "pending"]),
                name="one_payment_in_progress_per_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.amount} {self.currency}"

    @property
    def is_in_progress(self) -> bool:
        return self.status in self.IN_PROGRESS

    def move_to(self, status: str, **changes: Any) -> bool:
        """Change status once; False when it has moved on already."""
        rows = Payment.objects.filter(pk=self.pk, status__in=self.SOURCES[status])
        if not rows.update(status=status, **changes):
            return False

        self.status = status
        for name, value in changes.items():
            setattr(self, name, value)
        return True

    @property
    def kept_until(self) -> datetime | None:
        """The last moment at which the goods are still kept for its buyer."""
        return self.due_at and self.due_at - timedelta(seconds=1)

    @property
    def due(self) -> Decimal:
        """What it is to bring."""
        return self.amount - self.waived

    @property
    def charged_by(self) -> datetime | None:
        """When what is secured is taken, whatever has been sent by then: a day before
        the provider lets go of it."""
        return self.secured_until and self.secured_until - LAST_MOMENT

    def balance(self, kind: str) -> Decimal:
        total = self.entries.filter(kind=kind).aggregate(sum=Sum("amount"))["sum"]
        return total or ZERO

    @property
    def refundable(self) -> Decimal:
        """What has been captured and neither given back, promised back nor withdrawn
        by a dispute."""
        promised = self.refunds.exclude(status=Refund.Status.FAILED)
        given = promised.aggregate(sum=Sum("amount"))["sum"] or ZERO
        return self.kept - given

    @property
    def kept(self) -> Decimal:
        """What has been captured and not been withdrawn by a dispute."""
        moved = self.entries.filter(kind__in=LedgerEntry.SIGNS)
        amounts = moved.values_list("kind", "amount")
        return sum((LedgerEntry.SIGNS[kind] * each for kind, each in amounts), ZERO)


class LedgerEntry(models.Model):
    """Money that moved. Written once, never changed; `reference` is the provider's
    id of the movement, so that the same news twice is one entry."""

    class Kind(models.TextChoices):
        CAPTURED = "captured", _("received")
        REFUNDED = "refunded", _("given back")
        REFUND_RETURNED = "refund_returned", _("refund came back")
        DISPUTED = "disputed", _("withdrawn by a dispute")
        REINSTATED = "reinstated", _("given back after a dispute")
        PROVIDER_FEE = "provider_fee", _("provider's fee")
        # what the carrier was paid at the door, once it is with us
        REMITTED = "remitted", _("brought by the carrier")

    # what counts for how much of a payment is ours, apart from refunds
    SIGNS: dict[str, int] = {Kind.CAPTURED: 1, Kind.DISPUTED: -1, Kind.REINSTATED: 1}

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    reference = models.CharField(_("reference"), max_length=200)
    at = models.DateTimeField(_("when"))
    by = models.CharField(_("who"), max_length=150)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        constraints = (
            models.UniqueConstraint(
                fields=["payment", "kind", "reference"], name="movement_booked_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="ledger_amount_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Refund(models.Model):
    """Money to be given back: begun as a row, carried out by a job."""

    class Status(models.TextChoices):
        BEGUN = "begun", _("begun")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.BEGUN
    )
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    failure = models.CharField(_("why it failed"), max_length=300, blank=True)
    # given as store credit, whatever the payment came from
    as_credit = models.BooleanField(_("as store credit"), default=False)
    by = models.CharField(_("who"), max_length=150)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
        )

    def __str__(self) -> str:
        return f"{self.amount} {self.payment.currency}"


class ProviderEvent(models.Model):
    """What a provider told us, as it said it. Its unique id is our memory."""

    provider = models.SlugField(_("provider"))
    event_id = models.CharField(_("event"), max_length=200)
    kind = models.CharField(_("kind"), max_length=100)
    payload = models.JSONField(_("payload"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    settled_at = models.DateTimeField(_("dealt with"), null=True, blank=True)

    class Meta:
        verbose_name = _("provider event")
        verbose_name_plural = _("provider events")
        constraints = (
            models.UniqueConstraint(
                fields=["provider", "event_id"], name="provider_event_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.kind}"

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from checkout.orders.models import Order, OrderLine
from shop.jobs.queue import enqueue
from shop.kept.generation import pages_changed
from support.returns.deadlines import day_there, next_working_day

INSPECTION_DAYS = 2
MONEY_DAYS = 14


class Withdrawal(models.Model):
    """What a consumer declared, word for word what the receipt repeats."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="withdrawals", verbose_name=_("order")
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail for the receipt"))
    language = models.CharField(_("language"), max_length=8)
    at = models.DateTimeField(_("declared"))
    # None before the last parcel has arrived
    last_day = models.DateField(_("last day for it"), null=True, blank=True)
    is_whole = models.BooleanField(_("whole order"), default=False)
    receipt_sent_at = models.DateTimeField(_("receipt sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")

    def __str__(self) -> str:
        return f"{self.order} · {timezone.localtime(self.at):%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("withdrawal_receipt", args=[self.key])


class WithdrawalLine(models.Model):
    withdrawal = models.ForeignKey(Withdrawal, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="withdrawals")
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("withdrawn line")
        verbose_name_plural = _("withdrawn lines")
        constraints = (
            models.UniqueConstraint(
                fields=["withdrawal", "line"], name="line_once_per_withdrawal"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="withdrawn_quantity_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class Return(models.Model):
    """Goods that come back, and what is done for them."""

    class Status(models.TextChoices):
        ANNOUNCED = "announced", pgettext_lazy("of a return", "announced")
        POSTED = "posted", pgettext_lazy("of a return", "on its way to us")
        RECEIVED = "received", pgettext_lazy("of a return", "received")
        INSPECTED = "inspected", pgettext_lazy("of a return", "looked at")
        SETTLED = "settled", pgettext_lazy("of a return", "settled")
        REFUSED = "refused", pgettext_lazy("of a return", "refused")
        CANCELLED = "cancelled", pgettext_lazy("of a return", "called off")

    class Wish(models.TextChoices):
        REFUND = "refund", _("My money back")
        REPLACEMENT = "replacement", _("The same once more")
        EXCHANGE = "exchange", _("Another variant")
        REPAIR = "repair", _("Repair under the guarantee")

    class MoveRefused(Exception):
        """The return is no longer in a status from which this move is possible."""

    OPEN = (Status.ANNOUNCED, Status.POSTED, Status.RECEIVED, Status.INSPECTED)
    SOURCES: dict[str, tuple[str, ...]] = {
        Status.POSTED: (Status.ANNOUNCED,),
        Status.RECEIVED: (Status.ANNOUNCED, Status.POSTED),
        Status.INSPECTED: (Status.RECEIVED,),
        # proof of posting is enough for the money of a withdrawal
        Status.SETTLED: (Status.POSTED, Status.RECEIVED, Status.INSPECTED),
        Status.REFUSED: (Status.RECEIVED, Status.INSPECTED),
        Status.CANCELLED: (Status.ANNOUNCED,),
    }

    number = models.CharField(
        pgettext_lazy("of a return", "number"), max_length=20, unique=True
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="returns", verbose_name=_("order")
    )
    withdrawal = models.OneToOneField(
        Withdrawal,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="way_back",
        verbose_name=_("withdrawal"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.ANNOUNCED
    )
    wish = models.CharField(_("wish"), max_length=12, choices=Wish, default=Wish.REFUND)
    wish_note = models.CharField(_("which variant"), max_length=300, blank=True)
    is_free = models.BooleanField(_("we pay the way back"), default=False)
    label = models.CharField(
        _("code or link for the drop-off"), max_length=300, blank=True
    )
    gives_extras = models.BooleanField(_("delivery goes back, too"), default=False)
    announced_at = models.DateTimeField(_("announced"))
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    money_by = models.DateField(_("money by"), null=True, blank=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("return", args=[self.key])

    @property
    def has_label_link(self) -> bool:
        return self.label.startswith("https://")

    @transaction.atomic
    def move_to(self, status: str, *, by: str, **data: Any) -> None:
        """Change status once, however many try at the same moment; the customer
        hears of it. Raises MoveRefused."""
        now = timezone.now()
        changes: dict[str, Any] = {"status": status, "due_on": self._due(status, now)}
        if status == self.Status.RECEIVED:
            changes["received_at"] = now
            if self.wish == self.Wish.REFUND and self.money_by is None:
                today = day_there(now, self.order.country)
                changes["money_by"] = today + timedelta(days=MONEY_DAYS)
        rows = Return.objects.filter(pk=self.pk, status__in=self.SOURCES[status])
        if not rows.update(**changes):
            raise self.MoveRefused(f"{self} cannot become {status}")
        self.refresh_from_db()
        self.record(status, by=by, **data)

    def record(self, kind: str, *, by: str, **data: Any) -> ReturnEvent:
        event = self.events.create(kind=kind, by=by, data=data, at=timezone.now())
        enqueue("return.mail", key=f"return-event-{event.pk}", event_id=event.pk)
        return event

    def _due(self, status: str, now: Any) -> date | None:
        """By when staff have to do the next thing."""
        country = self.order.country
        if status == self.Status.RECEIVED:
            today = day_there(now, country)
            return next_working_day(today, country, days=INSPECTION_DAYS)
        if status in {self.Status.POSTED, self.Status.INSPECTED}:
            return self.money_by
        return None


class ReturnLine(models.Model):
    """Pieces that come back, and what was found when they were looked at."""

    class Reason(models.TextChoices):
        NOT_EXPECTED = "not_expected", _("It is not what I expected")
        SIZE = "size", _("The size is wrong")
        DAMAGED = "damaged", _("It came damaged")
        DEFECTIVE = "defective", _("It is faulty")
        WRONG = "wrong", _("It is not what I ordered")
        LATE = "late", _("It came too late")
        OTHER = "other", _("Another reason")

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("of returned goods", "accepted")
        REDUCED = "reduced", pgettext_lazy("of returned goods", "accepted in part")
        REFUSED = "refused", pgettext_lazy("of returned goods", "refused")

    # for these we answer, whatever the policy says
    OUR_FAULT = (Reason.DAMAGED, Reason.DEFECTIVE, Reason.WRONG)

    parent = models.ForeignKey(Return, models.CASCADE, related_name="lines")
    line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="returns", verbose_name=_("order line")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    reason = models.CharField(_("reason"), max_length=15, choices=Reason, blank=True)
    verdict = models.CharField(_("found"), max_length=10, choices=Verdict, blank=True)
    reduction = models.DecimalField(
        _("less"), max_digits=14, decimal_places=3, default=0
    )
    found = models.CharField(_("why"), max_length=300, blank=True)
    is_restocked = models.BooleanField(_("back on the shelf"), default=False)

    class Meta:
        verbose_name = _("returned line")
        verbose_name_plural = _("returned lines")
        constraints = (
            models.UniqueConstraint(
                fields=["parent", "line"], name="line_once_per_return"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, reduction__gte=0),
                name="returned_amounts_sound",
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class ReturnEvent(models.Model):
    parent = models.ForeignKey(Return, models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=10, choices=Return.Status)
    at = models.DateTimeField(_("when"))
    by = models.CharField(_("who"), max_length=150)
    data = models.JSONField(_("details"), default=dict, blank=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    class Meta:
        verbose_name = _("event of a return")
        verbose_name_plural = _("events of returns")

    def __str__(self) -> str:
        return f"{self.parent_id}: {self.get_kind_display()}"


class GuaranteeNotice(models.Model):
    """The official notice on the legal guarantee, as it came: never redrawn."""

    language = models.CharField(
        _("language"), max_length=8, choices=settings.LANGUAGES, unique=True
    )
    file = models.FileField(
        _("official file"),
        upload_to="guarantee",
        validators=(FileExtensionValidator(["pdf", "png", "jpg"]),),
        help_text=_("PDF, PNG or JPEG as published; it is shown unmodified."),
    )

    class Meta:
        verbose_name = _("guarantee notice")
        verbose_name_plural = _("guarantee notices")

    def __str__(self) -> str:
        return self.get_language_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        pages_changed()

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.credit.models import CreditAccount
from checkout.orders.models import Order
from shop.money.amounts import round_money


class GoodwillBudget(models.Model):
    """How much a member of staff may give by themselves in a calendar month. One's own
    row counts, else the largest of one's groups."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="goodwill_budgets",
        limit_choices_to={"is_staff": True},
        verbose_name=_("member of staff"),
    )
    group = models.ForeignKey(
        Group,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="goodwill_budgets",
        verbose_name=_("role"),
    )
    per_month = models.DecimalField(
        _("a month"),
        max_digits=14,
        decimal_places=3,
        help_text=_("Who has no budget may give 50 euros a month."),
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")

    class Meta:
        verbose_name = _("goodwill budget")
        verbose_name_plural = _("goodwill budgets")
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=True, group__isnull=False)
                | Q(user__isnull=False, group__isnull=True),
                name="goodwill_budget_of_one",
                violation_error_message=_("Either a member of staff or a role."),
            ),
            models.CheckConstraint(
                condition=Q(per_month__gte=0), name="goodwill_budget_not_below_nothing"
            ),
            models.UniqueConstraint(
                fields=["user", "currency"],
                condition=Q(user__isnull=False),
                name="goodwill_budget_once_per_user",
                violation_error_message=_("There is such a budget already."),
            ),
            models.UniqueConstraint(
                fields=["group", "currency"],
                condition=Q(group__isnull=False),
                name="goodwill_budget_once_per_group",
                violation_error_message=_("There is such a budget already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user or self.group}: {self.per_month} {self.currency}"


class Goodwill(models.Model):
    """Something that staff give to a customer. What is above the budget of those who
    ask waits until somebody else decides."""

    class Cause(models.TextChoices):
        LATE = "late", _("came late")
        DAMAGED = "damaged", _("came damaged")
        WRONG = "wrong", _("wrong item")
        QUALITY = "quality", _("poor quality")
        MISTAKE = "mistake", _("our mistake")
        KINDNESS = "kindness", _("a kindness")

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits for a colleague")
        GIVEN = "given", _("given")
        REFUSED = "refused", _("refused")

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="goodwill", verbose_name=_("order")
    )
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    note = models.CharField(_("note"), max_length=300, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.WAITING
    )
    # whether it is taken from the month's budget of those who asked
    is_within_budget = models.BooleanField(_("within the budget"), default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="goodwill_asked",
        verbose_name=_("who"),
    )
    asked_at = models.DateTimeField(_("when"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="goodwill_decided",
        verbose_name=_("decided by"),
    )
    given_at = models.DateTimeField(_("given"), null=True, blank=True)
    account = models.ForeignKey(
        CreditAccount,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="goodwill",
        verbose_name=_("credit account"),
    )
    # from the form: a second click gives nothing
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sent_at = models.DateTimeField(_("mail sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("goodwill")
        verbose_name_plural = _("goodwill")
        permissions = (("approve_goodwill", "Can decide about goodwill of others"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="goodwill_not_nothing"
            ),
            models.CheckConstraint(
                condition=Q(status="given", account__isnull=False)
                | ~Q(status="given") & Q(account__isnull=True),
                name="goodwill_given_on_an_account",
            ),
        )
        indexes = (
            models.Index(
                fields=["asked_by", "currency", "asked_at"], name="goodwill_of_a_month"
            ),
        )

    def __str__(self) -> str:
        amount = round_money(self.amount, self.currency)
        return f"{self.get_cause_display()}: {amount} {self.currency}"

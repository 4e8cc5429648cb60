from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import DecimalField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Round
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from shop.money.amounts import ZERO

# SQLite adds decimals up as floats: what is beyond the smallest unit is dust
_SUM = Round(Sum("amount"), precision=3)


class CreditAccountQuerySet(models.QuerySet["CreditAccount"]):
    def with_balances(self) -> models.QuerySet[Any]:
        """Each with its `balance_now`, for lists: one query for all."""
        entries = CreditEntry.objects.filter(account=OuterRef("pk")).order_by()
        sums = entries.values("account").annotate(sum=_SUM).values("sum")
        field: DecimalField[Any, Any] = DecimalField(max_digits=14, decimal_places=3)
        return self.annotate(
            balance_now=Coalesce(Subquery(sums), 0, output_field=field)
        )


class CreditAccount(models.Model):
    """Money we owe: a customer's store credit in one currency, or a gift card.

    What is on it is the sum of its entries and stands nowhere else. Of a gift card's
    code only a digest is kept, and its last letters, by which its holder knows it.
    """

    class Kind(models.TextChoices):
        STORE_CREDIT = "store_credit", _("store credit")
        GIFT_CARD = "gift_card", _("gift card")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    currency = models.CharField(_("currency"), max_length=3)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="credit_accounts",
        verbose_name=_("customer"),
    )
    # a gift card's code is worked out from it and the shop's secret key
    seed = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    last_four = models.CharField(
        _("last four"), max_length=4, blank=True, editable=False
    )
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("empty: for ever")
    )
    is_blocked = models.BooleanField(
        _("blocked"), default=False, help_text=_("nothing can be paid with it")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    objects = CreditAccountQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("credit account")
        verbose_name_plural = _("store credit and gift cards")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "currency"],
                condition=Q(kind="store_credit"),
                name="one_store_credit_per_currency",
            ),
            models.UniqueConstraint(
                fields=["code_digest"],
                condition=~Q(code_digest=""),
                name="gift_card_code_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="store_credit", code_digest="")
                | (Q(kind="gift_card") & ~Q(code_digest="")),
                name="gift_cards_have_codes",
            ),
        )

    def __str__(self) -> str:
        if self.kind == self.Kind.GIFT_CARD:
            return f"{self.get_kind_display()} •••• {self.last_four}"
        return f"{self.get_kind_display()} ({self.currency})"

    @property
    def is_gift_card(self) -> bool:
        return self.kind == self.Kind.GIFT_CARD

    @property
    def balance(self) -> Decimal:
        return self.entries.aggregate(sum=_SUM)["sum"] or ZERO

    def is_expired(self, today: date) -> bool:
        return self.valid_until is not None and self.valid_until < today


class CreditEntry(models.Model):
    """Money put on an account (above zero) or taken off it (below). Written once,
    never changed; `reference` names the deed, so that the same deed is one entry."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("gift card issued")
        GIVEN = "given", _("given by the shop")
        SPENT = "spent", _("paid for an order")
        RETURNED = "returned", _("back from an order")
        MOVED = "moved", _("moved between gift card and credit")
        VOIDED = "voided", _("gift card taken back")

    account = models.ForeignKey(
        CreditAccount,
        models.PROTECT,
        related_name="entries",
        verbose_name=_("credit account"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    reference = models.CharField(_("reference"), max_length=100, unique=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.CharField(_("who"), max_length=150)

    class Meta:
        verbose_name = _("credit entry")
        verbose_name_plural = _("credit entries")
        constraints = (
            models.CheckConstraint(
                condition=~Q(amount=0), name="credit_entry_not_nothing"
            ),
        )
        indexes = (models.Index(fields=["account", "-id"], name="credit_by_account"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"

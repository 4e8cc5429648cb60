from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Coupon(models.Model):
    """A code that takes something off the goods, or makes delivery free."""

    class Kind(models.TextChoices):
        PERCENT = "percent", _("percent off the goods")
        AMOUNT = "amount", _("amount off the goods")
        FREE_DELIVERY = "free_delivery", _("free delivery")

    code = models.CharField(
        _("code"), max_length=40, unique=True, help_text=_("stored in capitals")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    value = models.DecimalField(
        _("value"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, help_text=_("of value and minimum")
    )
    minimum = models.DecimalField(
        _("from goods worth"), max_digits=14, decimal_places=3, default=0
    )
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    usage_limit = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    limit_per_customer = models.PositiveSmallIntegerField(
        _("uses per customer"), null=True, blank=True
    )
    use_count = models.PositiveIntegerField(_("used"), default=0, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        constraints = (
            models.CheckConstraint(
                condition=Q(usage_limit__isnull=True)
                | Q(use_count__lte=F("usage_limit")),
                name="coupon_not_used_up_twice",
            ),
            models.CheckConstraint(
                condition=Q(kind="free_delivery") | Q(value__gt=0),
                name="coupon_has_a_value",
            ),
            models.CheckConstraint(
                condition=~Q(kind="amount") | ~Q(currency=""),
                name="coupon_amount_has_a_currency",
            ),
        )

    def __str__(self) -> str:
        return self.code

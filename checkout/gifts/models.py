from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from checkout.credit.models import CreditAccount
from checkout.orders.models import OrderLine


class SoldCard(models.Model):
    """A gift card that was sold: which piece of which line of an order it is, and for
    whom. The line and its number are the claim: each piece is issued once."""

    line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="cards", verbose_name=_("order line")
    )
    number = models.PositiveSmallIntegerField(_("which of them"))
    account = models.OneToOneField(
        CreditAccount,
        models.PROTECT,
        related_name="sold_card",
        verbose_name=_("gift card"),
    )
    to = models.EmailField(_("to"))
    recipient_name = models.CharField(_("for whom"), max_length=150, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    send_on = models.DateField(_("sent on"))
    issued_at = models.DateTimeField(_("issued"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    voided_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("gift card sold")
        verbose_name_plural = _("gift cards sold")
        constraints = (
            models.UniqueConstraint(
                fields=["line", "number"], name="gift_card_issued_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account} → {self.to}"

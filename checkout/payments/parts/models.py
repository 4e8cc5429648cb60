from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from checkout.orders.models import Order, OrderLine


class RefundedPart(models.Model):
    """A part of an order that the buyer no longer pays for: pieces of a line, the
    delivery or the payment fee, at the worth it had in the order."""

    class What(models.TextChoices):
        LINE = "line", _("goods")
        DELIVERY = "delivery", _("delivery")
        FEE = "fee", _("payment fee")

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="refunded_parts", verbose_name=_("order")
    )
    what = models.CharField(_("what"), max_length=10, choices=What)
    line = models.ForeignKey(
        OrderLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="refunded_parts",
        verbose_name=_("order line"),
    )
    quantity = models.PositiveIntegerField(_("quantity"), default=0)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    vat = models.DecimalField(_("VAT"), max_digits=14, decimal_places=3)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.CharField(_("who"), max_length=150)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("refunded part")
        verbose_name_plural = _("refunded parts")
        constraints = (
            models.CheckConstraint(
                condition=Q(what="line", line__isnull=False, quantity__gt=0)
                | (~Q(what="line") & Q(line__isnull=True, quantity=0)),
                name="refunded_part_is_of_a_line_or_of_none",
            ),
            models.UniqueConstraint(
                fields=["order", "what"],
                condition=~Q(what="line"),
                name="refunded_delivery_and_fee_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_id}: {self.get_what_display()} {self.amount}"

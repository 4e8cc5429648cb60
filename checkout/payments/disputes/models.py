from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from checkout.payments.models import Payment


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def to_answer(self) -> DisputeQuerySet:
        """Those for which the bank waits for our evidence."""
        return self.filter(status__in=Dispute.TO_ANSWER)


class Dispute(models.Model):
    """A buyer asks their bank for the money back; the bank hears both and decides.

    `link` is the provider's page on which staff send their evidence.
    """

    class Status(models.TextChoices):
        INQUIRY = "inquiry", _("the bank asks")
        NEEDS_RESPONSE = "needs_response", _("evidence wanted")
        UNDER_REVIEW = "under_review", _("the bank decides")
        WON = "won", pgettext_lazy("a dispute", "won")
        LOST = "lost", pgettext_lazy("a dispute", "lost")
        CLOSED = "closed", pgettext_lazy("a dispute", "closed")

    TO_ANSWER = (Status.INQUIRY, Status.NEEDS_RESPONSE)
    OVER = (Status.WON, Status.LOST, Status.CLOSED)

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="disputes", verbose_name=_("payment")
    )
    reference = models.CharField(_("reference"), max_length=200)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    due_at = models.DateTimeField(_("evidence due by"), null=True, blank=True)
    link = models.URLField(_("at the provider"), max_length=300, blank=True)
    opened_at = models.DateTimeField(_("opened"))

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = (
            models.UniqueConstraint(
                fields=["payment", "reference"], name="dispute_once_per_reference"
            ),
        )

    def __str__(self) -> str:
        return f"{self.payment.order}: {self.get_status_display()}"

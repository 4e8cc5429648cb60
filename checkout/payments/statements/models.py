from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from checkout.payments.models import Payment


class BankCreditQuerySet(models.QuerySet["BankCredit"]):
    def to_decide(self) -> BankCreditQuerySet:
        return self.filter(
            status__in=[BankCredit.Status.PROPOSED, BankCredit.Status.UNKNOWN]
        )


class BankCredit(models.Model):
    """Money a statement shows on our account. Its unique number is our memory: a
    statement taken in twice books nothing twice."""

    class Status(models.TextChoices):
        BOOKED = "booked", _("booked")
        PROPOSED = "proposed", _("to be checked")
        UNKNOWN = "unknown", _("belongs to nothing we know")
        SET_ASIDE = "set_aside", _("set aside")

    account = models.CharField(_("account"), max_length=40, blank=True)
    bank_reference = models.CharField(_("number at the bank"), max_length=140)
    booked_on = models.DateField(_("booked on"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3)
    payer = models.CharField(_("payer"), max_length=200, blank=True)
    reference = models.CharField(_("payment reference"), max_length=140, blank=True)
    text = models.TextField(_("what the payer wrote"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.UNKNOWN
    )
    # what it is booked on, or what we think it is for
    payment = models.ForeignKey(
        Payment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bank_credits",
        verbose_name=_("payment"),
    )
    # the bank took back what had come in: people see to it
    is_reversal = models.BooleanField(_("taken back by the bank"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    taken_in_at = models.DateTimeField(_("taken in"), auto_now_add=True)

    objects = BankCreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit on the bank account")
        verbose_name_plural = _("credits on the bank account")
        constraints = (
            models.UniqueConstraint(
                fields=["account", "bank_reference"], name="bank_credit_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="bank_credit_positive"
            ),
            models.CheckConstraint(
                condition=~Q(status="booked") | Q(payment__isnull=False),
                name="booked_credit_has_a_payment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.bank_reference}: {self.amount} {self.currency}"

    @property
    def waits(self) -> bool:
        """Whether somebody has to decide."""
        return BankCredit.objects.to_decide().filter(pk=self.pk).exists()

    @property
    def movement(self) -> str:
        """What the ledger calls this money."""
        return f"{self.account}/{self.bank_reference}"

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from checkout.orders.models import Order, OrderEvent


class Series(models.Model):
    """The last number of a kind and year. Its row is locked while a paper is made, so
    that numbers have no gaps: who fails gives the number back."""

    kind = models.CharField(_("kind"), max_length=12)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of invoice numbers")
        verbose_name_plural = _("series of invoice numbers")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "year"], name="one_series_per_kind_and_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class Invoice(models.Model):
    """An invoice, or the credit note that corrects one. Written once, never changed:
    `content` holds all that is printed. Amounts are positive on both."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoice")
        CREDIT_NOTE = "credit_note", _("credit note")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField(_("year"))
    running = models.PositiveIntegerField(_("running number"))
    number = models.CharField(
        pgettext_lazy("of an invoice", "number"), max_length=20, unique=True
    )
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="invoices", verbose_name=_("order")
    )
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_notes",
        verbose_name=_("corrects"),
    )
    issued_at = models.DateTimeField(_("issued"))
    # where its VAT is due
    country = models.CharField(_("country"), max_length=2)
    currency = models.CharField(_("currency"), max_length=3)
    vat = models.DecimalField(_("VAT"), max_digits=14, decimal_places=3)
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=3)
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices and credit notes")
        permissions = (("export_invoice", _("Can export the books")),)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "year", "running"], name="invoice_number_once"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(kind="invoice"),
                name="one_invoice_per_order",
            ),
            models.CheckConstraint(
                condition=Q(kind="invoice", corrects__isnull=True)
                | Q(kind="credit_note", corrects__isnull=False),
                name="credit_note_corrects_an_invoice",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_credit_note(self) -> bool:
        return self.kind == self.Kind.CREDIT_NOTE


class Accounted(models.Model):
    """An order event that invoices have dealt with; its unique event is the claim."""

    event = models.OneToOneField(
        OrderEvent, models.CASCADE, related_name="accounted", verbose_name=_("event")
    )

    class Meta:
        verbose_name = _("accounted event")
        verbose_name_plural = _("accounted events")

    def __str__(self) -> str:
        return str(self.event_id)

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.kept.generation import kept, pages_changed


class Merchant(models.Model):
    """Who sells here: one row, edited by the owner, read everywhere."""

    class PaysReturns(models.TextChoices):
        EU = "eu", _("from the European Union")
        EVERYWHERE = "everywhere", _("from everywhere")
        NOBODY = "nobody", _("never: customers pay it")

    name = models.CharField(_("shop name"), max_length=100, default="Vitrine")
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    registration_number = models.CharField(
        _("registration number"), max_length=50, blank=True
    )
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    street = models.CharField(_("street and house"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, default="LV")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    opening_hours = models.TextField(_("hours"), blank=True)
    bank_name = models.CharField(_("bank"), max_length=100, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    social_links = models.JSONField(
        _("social links"),
        default=dict,
        blank=True,
        help_text='{"Instagram": "https://…"}',
    )
    return_days = models.PositiveSmallIntegerField(_("days for returns"), default=30)
    pays_returns = models.CharField(
        _("we pay the way back"),
        max_length=10,
        choices=PaysReturns,
        default=PaysReturns.EU,
    )

    class Meta:
        verbose_name = _("merchant")
        verbose_name_plural = _("merchant")
        constraints = (
            models.CheckConstraint(condition=models.Q(pk=1), name="only_one_merchant"),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)
        pages_changed()

    @property
    def addressee(self) -> str:
        """Who letters go to, in one line, of what is known."""
        parts = (self.legal_name or self.name, self.street, self.postcode, self.city)
        return ", ".join(part for part in (*parts, self.email) if part)

    @classmethod
    def current(cls) -> Merchant:
        """The merchant as pages show it; an unsaved default in a new shop."""
        return kept("merchant", lambda: cls.objects.filter(pk=1).first() or cls())

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from checkout.orders.models import OrderEvent


class Mailing(models.Model):
    """The one mail about an order event; its unique event is the claim."""

    event = models.OneToOneField(
        OrderEvent, models.CASCADE, related_name="mailing", verbose_name=_("event")
    )
    to = models.EmailField(_("to"))
    template = models.CharField(_("template"), max_length=50)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")

    def __str__(self) -> str:
        return f"{self.template} → {self.to}"

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product
from checkout.orders.models import Order


class Message(models.Model):
    """What somebody wrote to us by the contact form, or asked about a product."""

    class Subject(models.TextChoices):
        ORDER = "order", _("An order of mine")
        DELIVERY = "delivery", _("Delivery")
        WITHDRAWAL = "withdrawal", _("Withdrawal or return")
        GUARANTEE = "guarantee", _("Something broke or is faulty")
        PRODUCT = "product", _("A product")
        PAYMENT = "payment", _("Payment or invoice")
        DATA = "data", _("My data and privacy")
        ACCESSIBILITY = "accessibility", _("Accessibility")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        NEW = "new", _("new")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=15, choices=Subject)
    body = models.TextField(_("message"), max_length=5000)
    product = models.ForeignKey(
        Product,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("about the product"),
    )
    order = models.ForeignKey(
        Order,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("about the order"),
    )
    # as typed; `order` is set only where the e-mail is that of the order too
    order_number = models.CharField(_("order number"), max_length=30, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.NEW
    )
    answer = models.TextField(_("our answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = (models.Index(fields=["email"], name="messages_by_email"),)

    def __str__(self) -> str:
        return f"{self.get_subject_display()}: {self.name}"

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedMethodQuerySet(models.QuerySet["SavedMethod"]):
    def kept(self) -> SavedMethodQuerySet:
        """Those the customer has not removed."""
        return self.filter(removed_at=None)

    def usable(self, today: date) -> SavedMethodQuerySet:
        """Those that can still be charged, the default first."""
        valid = Q(expires_on=None) | Q(expires_on__gte=today)
        return self.kept().filter(valid).order_by("-is_default", "-pk")


class SavedMethod(models.Model):
    """A way of paying that a customer keeps for the next order.

    `method_code` is the PaymentMethod by which it is offered. `reference` is what its
    provider calls it; "" for ways that need nothing kept, such as a bank transfer,
    which can be the default, too. A removed one stays until its provider has
    forgotten it, even without its customer.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="saved_methods",
        verbose_name=_("customer"),
    )
    provider = models.SlugField(_("provider"))
    method_code = models.SlugField(_("way of paying"))
    customer_reference = models.CharField(
        _("customer at the provider"), max_length=200, blank=True
    )
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    # the same for the same card, also when it is kept a second time
    fingerprint = models.CharField(max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=30, blank=True)
    label = models.CharField(_("label"), max_length=100, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    is_default = models.BooleanField(_("default"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = SavedMethodQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved way of paying")
        verbose_name_plural = _("saved ways of paying")
        constraints = (
            models.UniqueConstraint(
                fields=["provider", "reference"],
                condition=~Q(reference=""),
                name="way_saved_once_per_reference",
            ),
            models.UniqueConstraint(
                fields=["user", "method_code"],
                condition=Q(reference=""),
                name="way_without_reference_once",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(is_default=True),
                name="one_default_way_per_user",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(is_default=False),
                name="removed_way_is_no_default",
            ),
        )

    def __str__(self) -> str:
        return self.label or self.method_code


class ProviderCustomer(models.Model):
    """Who a user is to a provider, where it wants to know before it keeps anything.

    `key` is the idempotency key of making them known.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="provider_customers"
    )
    provider = models.SlugField(_("provider"))
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("customer at a provider")
        verbose_name_plural = _("customers at providers")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "provider"], name="one_customer_per_provider"
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.reference}"


class Adding(models.Model):
    """One attempt to keep a way of paying without buying anything.

    `key` is the idempotency key of its calls, `reference` the provider's own id of
    the attempt, once known; `saved` what has come of it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="addings"
    )
    provider = models.SlugField(_("provider"))
    method_code = models.SlugField(_("way of paying"))
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    saved = models.ForeignKey(
        SavedMethod, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("way of paying being added")
        verbose_name_plural = _("ways of paying being added")
        constraints = (
            models.UniqueConstraint(
                fields=["provider", "reference"],
                condition=~Q(reference=""),
                name="adding_once_per_reference",
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.reference}"

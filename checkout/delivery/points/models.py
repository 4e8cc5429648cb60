from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from checkout.delivery.points.words import searchable
from shop.web.shown import ShownOnPages


class PickupPoint(ShownOnPages):
    """A locker, a post office, or a place of our own (without a carrier), where parcels
    are collected. Feeds of carriers keep theirs; what is gone from them is retired."""

    carrier_code = models.SlugField(
        _("carrier"), blank=True, help_text=_("empty: our own shop or workshop")
    )
    external_id = models.CharField(_("number at the carrier"), max_length=50)
    name = models.CharField(_("name"), max_length=150)
    street = models.CharField(_("street and house"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100)
    region = models.CharField(_("region"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    hours = models.CharField(_("hours"), max_length=300, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    retired_at = models.DateTimeField(
        _("gone from the feed"), null=True, blank=True, editable=False
    )
    # what a search is compared with, see `searchable`
    words = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("pick-up point")
        verbose_name_plural = _("pick-up points")
        constraints = (
            models.UniqueConstraint(
                fields=["carrier_code", "external_id"], name="one_point_per_number"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="point_on_earth",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.words = searchable(self)
        super().save(*args, **kwargs)

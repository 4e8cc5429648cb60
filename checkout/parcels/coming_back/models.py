from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from checkout.parcels.models import Parcel


class CameBack(models.Model):
    """A parcel that came back and what became of it; the unique row is the claim."""

    class Fate(models.TextChoices):
        RESTOCKED = "restocked", _("back on the shelf")
        WRITTEN_OFF = "written_off", _("written off")
        SENT_AGAIN = "sent_again", _("sent again")

    parcel = models.OneToOneField(
        Parcel, models.PROTECT, related_name="came_back", verbose_name=_("parcel")
    )
    fate = models.CharField(_("what became of it"), max_length=15, choices=Fate)
    replacement = models.OneToOneField(
        Parcel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sent_instead_of",
        verbose_name=_("replacement"),
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.CharField(_("who"), max_length=150)

    class Meta:
        verbose_name = _("parcel that came back")
        verbose_name_plural = _("parcels that came back")

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.get_fate_display()}"

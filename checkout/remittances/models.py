from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from checkout.parcels.models import Parcel
from checkout.payments.models import Payment


class CarrierRemittanceQuerySet(models.QuerySet["CarrierRemittance"]):
    def to_decide(self) -> CarrierRemittanceQuerySet:
        return self.filter(status=CarrierRemittance.Status.DOUBTFUL)


class CarrierRemittance(models.Model):
    """Money that a carrier says it brings for a parcel paid at the door. Its unique
    key is our memory: a file taken in twice books nothing twice."""

    class Status(models.TextChoices):
        BOOKED = "booked", _("booked")
        DOUBTFUL = "doubtful", _("to be checked")
        SET_ASIDE = "set_aside", _("set aside")

    class Doubt(models.TextChoices):
        UNKNOWN = "unknown", _("No parcel has this number.")
        SEVERAL = "several", _("Parcels of several orders have this number.")
        OTHER_WAY = "other_way", _("The order was not to be paid at the door.")
        CURRENCY = "currency", _("The order is in another currency.")
        AGAIN = "again", _("The carrier has brought this money before.")
        NOT_DELIVERED = "not_delivered", _("The order has not been delivered.")
        TOO_LITTLE = "too_little", _("It is less than the carrier owes.")
        TOO_MUCH = "too_much", _("It is more than the carrier owes.")
        TAKEN_BACK = "taken_back", _("The carrier takes money back.")

    key = models.CharField(max_length=64, unique=True, editable=False)
    tracking_number = models.CharField(_("tracking number"), max_length=60, blank=True)
    order_number = models.CharField(
        _("order, as the carrier has it"), max_length=40, blank=True
    )
    remitted_on = models.DateField(_("brought on"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DOUBTFUL
    )
    doubt = models.CharField(_("doubt"), max_length=15, choices=Doubt, blank=True)
    parcel = models.ForeignKey(
        Parcel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="remittances",
        verbose_name=_("parcel"),
    )
    # what it is booked on, or what we think it is for
    payment = models.ForeignKey(
        Payment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="remittances",
        verbose_name=_("payment"),
    )
    surplus = models.DecimalField(
        _("not ours"), max_digits=14, decimal_places=3, default=0
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    taken_in_at = models.DateTimeField(_("taken in"), auto_now_add=True)

    objects = CarrierRemittanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("remittance of a carrier")
        verbose_name_plural = _("remittances of carriers")
        constraints = (
            models.CheckConstraint(
                condition=~Q(status="booked") | Q(payment__isnull=False, amount__gt=0),
                name="booked_remittance_has_a_payment",
            ),
            models.CheckConstraint(
                condition=Q(surplus__gte=0), name="remittance_surplus_not_negative"
            ),
        )

    def __str__(self) -> str:
        number = self.tracking_number or self.order_number
        return f"{number}: {self.amount} {self.currency}"

    @property
    def waits(self) -> bool:
        return self.status == self.Status.DOUBTFUL

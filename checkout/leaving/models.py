from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Visit(models.Model):
    """How far a shopper came, and what they last ran into: nothing says who it was.

    `mark` is random and tied to a cart for a day only (see `noting`).
    """

    class Step(models.IntegerChoices):
        CART = 1, _("something in the cart")
        CHECKOUT = 2, _("checkout opened")
        CONTACT = 3, _("e-mail entered")
        DELIVERY = 4, _("address entered, delivery chosen")
        PRESSED = 5, _("“pay” pressed")
        PAID = 6, _("paid, or will pay by transfer or at the door")

    class Trouble(models.TextChoices):
        FIELD = "field", _("a field was refused")
        NO_DELIVERY = "no_delivery", _("we do not deliver there")
        NO_WAY = "no_way", _("no way of paying fits")
        CHANGED = "changed", _("price or choice had changed")
        SOLD_OUT = "sold_out", _("sold out at the last moment")
        CODE = "code", _("the coupon was refused")
        CREDIT = "credit", _("the gift card or credit was refused")
        DECLINED = "declined", _("the payment was declined")

    mark = models.UUIDField(unique=True, editable=False)
    begun_on = models.DateField(_("day"), db_index=True)
    country = models.CharField(_("country"), max_length=2)
    language = models.CharField(_("language"), max_length=8)
    step = models.PositiveSmallIntegerField(_("came as far as"), choices=Step)
    trouble = models.CharField(_("trouble"), max_length=12, choices=Trouble, blank=True)
    # the name of the field, or of the provider: never what was typed
    about = models.CharField(_("about"), max_length=40, blank=True)
    # what delivery was said to cost
    delivery_price = models.DecimalField(
        _("delivery price"), max_digits=14, decimal_places=3, null=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta:
        verbose_name = _("visit with a cart")
        verbose_name_plural = _("abandoned carts")
        constraints = (
            models.CheckConstraint(
                condition=Q(step__gte=1) & Q(step__lte=6), name="visit_step_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.begun_on} {self.country}"

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Variant
from checkout.credit.models import CreditAccount
from checkout.discounts.models import Coupon, OneTimeCode


class CartQuerySet(models.QuerySet["Cart"]):
    def open(self) -> CartQuerySet:
        return self.filter(closed_at=None)


class Cart(models.Model):
    """What a shopper means to buy. `token` is its cookie and the holder of its stock.

    It is closed when an order has been placed from it. `draft` keeps what was typed
    at the checkout (never card data), so that nothing has to be typed again.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="carts",
        verbose_name=_("customer"),
    )
    country = models.CharField(_("country"), max_length=2)
    currency = models.CharField(_("currency"), max_length=3)
    coupon = models.ForeignKey(
        Coupon,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("coupon"),
    )
    one_time_code = models.ForeignKey(
        OneTimeCode,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("one-time code"),
    )
    # offers whose gift the shopper does not want
    refused_gifts = models.JSONField(default=list, blank=True)
    draft = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    closed_at = models.DateTimeField(_("ordered"), null=True, blank=True)

    objects = CartQuerySet.as_manager()

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = (
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(closed_at=None),
                name="one_open_cart_per_user",
            ),
        )

    def __str__(self) -> str:
        return f"{_('Cart')} {self.pk}"


class CartLine(models.Model):
    """A variant in a cart. The price it was added at is kept as long as its hold."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(
        Variant, models.CASCADE, related_name="+", verbose_name=_("variant")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    # what the buyer wants written, cut or chosen: PersonalField code -> text
    personal = models.JSONField(default=dict, blank=True)
    # a digest of `personal`, so that the same wish is the same line
    personal_key = models.CharField(max_length=64, default="", blank=True)
    kept_price = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    kept_until = models.DateTimeField(null=True)
    # what it was kept at before it rose; told until the buyer changes the line
    risen_from = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        constraints = (
            models.UniqueConstraint(
                fields=["cart", "variant", "personal_key"], name="one_line_per_wish"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="cart_quantity_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"

    def price_kept_at(self, now: datetime) -> Decimal | None:
        """The price that is being kept for the buyer, if one still is."""
        is_kept = self.kept_until is not None and now < self.kept_until
        return self.kept_price if is_kept else None


class CartCredit(models.Model):
    """A gift card or store credit that is to pay for what is in a cart.

    Nothing is taken off it before the order is placed.
    """

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="credits")
    account = models.ForeignKey(CreditAccount, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("credit of a cart")
        verbose_name_plural = _("credits of carts")
        constraints = (
            models.UniqueConstraint(
                fields=["cart", "account"], name="credit_once_per_cart"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cart_id}: {self.account_id}"

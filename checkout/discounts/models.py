from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.categories.models import Category
from catalog.products.models import Product, Tag, Variant
from shop.web.shown import ShownOnPages


class Counting(models.Model):
    """A row whose `use_count` only orders change: a form that was open meanwhile does
    not write back the number it has seen."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name != "use_count"
            ]
        super().save(*args, **kwargs)


class Coupon(Counting):
    """A code that takes something off the goods, or makes delivery free."""

    class Kind(models.TextChoices):
        PERCENT = "percent", _("percent off the goods")
        AMOUNT = "amount", _("amount off the goods")
        FREE_DELIVERY = "free_delivery", _("free delivery")

    code = models.CharField(
        _("code"), max_length=40, unique=True, help_text=_("stored in capitals")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    value = models.DecimalField(
        _("value"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, help_text=_("of value and minimum")
    )
    minimum = models.DecimalField(
        _("from goods worth"), max_digits=14, decimal_places=3, default=0
    )
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    usage_limit = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    limit_per_customer = models.PositiveSmallIntegerField(
        _("uses per customer"), null=True, blank=True
    )
    use_count = models.PositiveIntegerField(_("used"), default=0, editable=False)
    combines = models.BooleanField(
        _("together with offers"),
        default=True,
        help_text=_(
            "Otherwise the shopper gets the offers or the coupon, whichever saves more."
        ),
    )
    needs_code = models.BooleanField(
        _("only with one-time codes"),
        default=False,
        help_text=_("The coupon's own code is then refused."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        constraints = (
            models.CheckConstraint(
                condition=Q(usage_limit__isnull=True)
                | Q(use_count__lte=F("usage_limit")),
                name="coupon_not_used_up_twice",
            ),
            models.CheckConstraint(
                condition=Q(kind="free_delivery") | Q(value__gt=0),
                name="coupon_has_a_value",
            ),
            models.CheckConstraint(
                condition=~Q(kind="amount") | ~Q(currency=""),
                name="coupon_amount_has_a_currency",
            ),
        )

    def __str__(self) -> str:
        return self.code


class CustomerGroup(models.Model):
    """Customers to whom some offers are made. The roles of staff are something else."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="customer_groups",
        verbose_name=_("customers"),
    )

    class Meta:
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")

    def __str__(self) -> str:
        return self.name


class CartOfferQuerySet(models.QuerySet["CartOffer"]):
    def running(self, now: datetime) -> CartOfferQuerySet:
        return self.filter(
            Q(starts_at__isnull=True) | Q(starts_at__lte=now),
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
            is_active=True,
        )


class CartOffer(Counting, ShownOnPages):
    """What a cart gets by itself. Which fields count depends on the kind; where no
    product, category or tag is named, it is about all goods."""

    class Kind(models.TextChoices):
        PERCENT = "percent", _("percent off in the cart")
        AMOUNT = "amount", _("amount off in the cart")
        BUY_GET = "buy_get", _("buy some, get some")
        TIER_QUANTITY = "tier_quantity", _("the more pieces, the cheaper")
        TIER_SUM = "tier_sum", _("the higher the sum, the cheaper")
        BUNDLE = "bundle", _("a set at one price")
        GIFT = "gift", _("gift with the purchase")
        FREE_DELIVERY = "free_delivery", _("free delivery")

    name = models.CharField(
        _("name"), max_length=150, help_text=_("what the shopper reads")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    is_active = models.BooleanField(_("active"), default=True)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    products = models.ManyToManyField(
        Product, blank=True, related_name="+", verbose_name=_("products")
    )
    categories = models.ManyToManyField(
        Category, blank=True, related_name="+", verbose_name=_("categories")
    )
    tags = models.ManyToManyField(
        Tag, blank=True, related_name="+", verbose_name=_("tags")
    )
    percent = models.DecimalField(
        _("percent off"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    amount = models.DecimalField(
        _("amount or price"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    minimum = models.DecimalField(
        _("from goods worth"), max_digits=14, decimal_places=3, default=0
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        help_text=_("of the amounts; empty: every currency"),
    )
    buy_quantity = models.PositiveSmallIntegerField(_("buy"), null=True, blank=True)
    get_quantity = models.PositiveSmallIntegerField(_("get"), null=True, blank=True)
    reward_products = models.ManyToManyField(
        Product,
        blank=True,
        related_name="+",
        verbose_name=_("what they get"),
        help_text=_("empty: the cheapest of the same goods"),
    )
    # [[from, percent]] in rising order, as strings
    steps = models.JSONField(_("steps"), default=list, blank=True)
    gift = models.ForeignKey(
        Variant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("gift"),
    )

    countries = models.JSONField(_("countries"), default=list, blank=True)
    groups = models.ManyToManyField(
        CustomerGroup, blank=True, related_name="offers", verbose_name=_("groups")
    )
    is_first_order_only = models.BooleanField(_("first order only"), default=False)
    needs_code = models.BooleanField(_("only with one-time codes"), default=False)
    usage_limit = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    limit_per_customer = models.PositiveSmallIntegerField(
        _("uses per customer"), null=True, blank=True
    )
    use_count = models.PositiveIntegerField(_("used"), default=0, editable=False)
    priority = models.SmallIntegerField(
        _("priority"), default=0, help_text=_("higher comes first")
    )
    combines = models.BooleanField(
        _("together with others"),
        default=True,
        help_text=_(
            "Otherwise the shopper gets this offer or the others, whichever saves more."
        ),
    )

    objects = CartOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("cart offer")
        verbose_name_plural = _("cart offers")
        constraints = (
            models.CheckConstraint(
                condition=Q(usage_limit__isnull=True)
                | Q(use_count__lte=F("usage_limit")),
                name="cart_offer_not_used_up_twice",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                name="cart_offer_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gt=0, percent__lte=100),
                name="cart_offer_percent_makes_sense",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                name="cart_offer_amount_positive",
            ),
        )

    def __str__(self) -> str:
        return self.name


class OfferUse(models.Model):
    """A use of an offer by the order called `reference`, counted per customer."""

    offer = models.ForeignKey(CartOffer, models.CASCADE, related_name="uses")
    email = models.EmailField(_("e-mail"))
    reference = models.CharField(_("order"), max_length=20)

    class Meta:
        verbose_name = _("use of an offer")
        verbose_name_plural = _("uses of offers")
        constraints = (
            models.UniqueConstraint(
                fields=["offer", "reference"], name="offer_used_once_per_order"
            ),
        )
        indexes = (models.Index(fields=["email", "offer"], name="offer_uses_by_email"),)

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.email}"


class Purchase(models.Model):
    """That a customer has ordered, so that a first order is known from the next."""

    email = models.EmailField(_("e-mail"), db_index=True)
    reference = models.CharField(_("order"), max_length=20, unique=True)

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")

    def __str__(self) -> str:
        return self.reference


class CodeBatch(models.Model):
    """One-time codes made together, for a coupon or for an offer."""

    name = models.CharField(_("name"), max_length=100)
    coupon = models.ForeignKey(
        Coupon,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name=_("coupon"),
    )
    offer = models.ForeignKey(
        CartOffer,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name=_("cart offer"),
    )
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("batch of one-time codes")
        verbose_name_plural = _("batches of one-time codes")
        constraints = (
            models.CheckConstraint(
                condition=Q(coupon__isnull=False, offer__isnull=True)
                | Q(coupon__isnull=True, offer__isnull=False),
                name="batch_is_for_a_coupon_or_an_offer",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def holds_at(self, now: datetime) -> bool:
        return self.is_active and (self.ends_at is None or now < self.ends_at)


class OneTimeCode(models.Model):
    """A code that counts for one order."""

    batch = models.ForeignKey(CodeBatch, models.CASCADE, related_name="codes")
    code = models.CharField(_("code"), max_length=40, unique=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")

    def __str__(self) -> str:
        return self.code

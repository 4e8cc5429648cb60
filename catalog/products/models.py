from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalog.attributes.models import Attribute, AttributeChoice
from catalog.categories.models import Category
from shop.web.shown import ShownOnPages


class VatClass(models.Model):
    """Which of a country's VAT rates goods fall under."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("VAT class")
        verbose_name_plural = _("VAT classes")

    def __str__(self) -> str:
        return self.name


class Manufacturer(ShownOnPages):
    """Who made a product, as Regulation (EU) 2023/988 Art. 19 wants it shown."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    electronic_address = models.CharField(
        _("e-mail or web address"), max_length=200, blank=True
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    responsible_name = models.CharField(
        _("responsible person in the EU"), max_length=200, blank=True
    )
    responsible_postal = models.TextField(_("their postal address"), blank=True)
    responsible_electronic = models.CharField(
        _("their e-mail or web address"), max_length=200, blank=True
    )

    class Meta:
        verbose_name = _("manufacturer")
        verbose_name_plural = _("manufacturers")

    def __str__(self) -> str:
        return self.name


class Tag(ShownOnPages):
    code = models.SlugField(_("code"), max_length=100, unique=True, allow_unicode=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(models.QuerySet["Product"]):
    def published(self) -> ProductQuerySet:
        return self.filter(is_published=True)

    def within(self, categories: models.QuerySet[Category]) -> ProductQuerySet:
        """Products that stand in any of `categories`."""
        placed = Product.categories.through.objects.filter(
            product=models.OuterRef("pk"), category__in=categories
        )
        return self.filter(models.Exists(placed))


class Product(ShownOnPages):
    """What we sell, with everything a buyer may want to know before and after."""

    class Kind(models.TextChoices):
        SIMPLE = "simple", _("simple")
        OPTIONS = "options", _("with options")
        BUNDLE = "bundle", _("bundle")
        MADE_TO_ORDER = "made_to_order", _("made to order")
        GIFT_CARD = "gift_card", _("gift card")

    # made for whoever orders it: it never runs out, and its buyer is asked
    MADE_ON_DEMAND = (Kind.MADE_TO_ORDER, Kind.GIFT_CARD)

    class Exemption(models.TextChoices):
        CUSTOM = "custom", _("made to the buyer's wishes")
        PERISHABLE = "perishable", _("spoils quickly")
        HYGIENE = "hygiene", _("sealed for hygiene: once opened")
        MEDIA = "media", _("sealed recording or software: once opened")

    # the others only when the seal is broken
    NEVER_WITHDRAWN = (Exemption.CUSTOM, Exemption.PERISHABLE)

    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.SIMPLE)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200, unique=True, allow_unicode=True)
    summary = models.CharField(_("in one sentence"), max_length=400, blank=True)
    description = models.TextField(_("description"), blank=True)
    materials = models.TextField(_("materials"), blank=True)
    instructions = models.TextField(_("use and care"), blank=True)
    safety_warnings = models.TextField(_("safety warnings"), blank=True)
    keywords = models.CharField(_("keywords"), max_length=500, blank=True)
    seo_title = models.CharField(
        _("title for search engines"), max_length=200, blank=True
    )
    seo_description = models.CharField(
        _("description for search engines"), max_length=400, blank=True
    )

    main_category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("main category"),
    )
    categories = models.ManyToManyField(
        Category, blank=True, related_name="products", verbose_name=_("categories")
    )
    tags = models.ManyToManyField(
        Tag, blank=True, related_name="products", verbose_name=_("tags")
    )
    related = models.ManyToManyField(
        "self",
        blank=True,
        symmetrical=False,
        related_name="related_from",
        verbose_name=_("goes well with"),
    )
    brand = models.CharField(_("brand"), max_length=100, blank=True)
    manufacturer = models.ForeignKey(
        Manufacturer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("manufacturer"),
    )
    vat_class = models.ForeignKey(
        VatClass, models.PROTECT, related_name="+", verbose_name=_("VAT class")
    )
    hs_code = models.CharField(_("HS code"), max_length=12, blank=True)
    origin_country = models.CharField(_("country of origin"), max_length=2, blank=True)
    lead_time_days = models.PositiveSmallIntegerField(
        _("working days to make it"), default=0
    )
    withdrawal_exemption = models.CharField(
        _("no right of withdrawal"),
        max_length=10,
        choices=Exemption,
        blank=True,
        help_text=_("only where the law makes an exception"),
    )
    external_url = models.URLField(
        _("sold elsewhere at"),
        max_length=500,
        blank=True,
        help_text=_("instead of here"),
    )

    is_published = models.BooleanField(_("published"), default=False, db_index=True)
    # written downwards by stock and by support/reviews, so that lists need no join
    is_available = models.BooleanField(
        _("can be bought"), default=False, editable=False
    )
    rating = models.DecimalField(
        _("rating"), max_digits=3, decimal_places=2, null=True, editable=False
    )
    review_count = models.PositiveIntegerField(_("reviews"), default=0, editable=False)

    source = models.CharField(
        _("imported from"), max_length=50, blank=True, editable=False
    )
    source_key = models.CharField(max_length=250, blank=True, editable=False)
    created_at = models.DateTimeField(
        _("created"), default=timezone.now, editable=False
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="product_once_per_source",
            ),
        )
        indexes = (
            models.Index(
                F("created_at").desc(),
                F("id").desc(),
                condition=Q(is_published=True),
                name="products_newest_first",
            ),
            models.Index(
                F("rating").desc(),
                F("review_count").desc(),
                F("id").desc(),
                condition=Q(is_published=True, rating__isnull=False),
                name="products_best_first",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("product", args=[self.slug])

    @property
    def is_gift_card(self) -> bool:
        """Money for later: nothing to send, no VAT yet, no stock."""
        return self.kind == self.Kind.GIFT_CARD


class VariantQuerySet(models.QuerySet["Variant"]):
    def sellable(self) -> VariantQuerySet:
        return self.filter(
            is_active=True, product__is_published=True, product__external_url=""
        )


class Variant(ShownOnPages):
    """What is put into a cart: one SKU. Weights in grams, sizes in millimetres."""

    class Unit(models.TextChoices):
        MILLILITRE = "ml", _("ml")
        GRAM = "g", _("g")
        METRE = "m", _("m")
        PIECE = "pc", _("pieces")

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="variants", verbose_name=_("product")
    )
    sku = models.CharField("SKU", max_length=100, unique=True)
    gtin = models.CharField("GTIN", max_length=14, blank=True)
    name = models.CharField(
        _("what tells it apart"), max_length=200, blank=True, help_text=_("Oat, 300 ml")
    )
    is_default = models.BooleanField(_("shown first"), default=False)
    is_active = models.BooleanField(_("on sale"), default=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    weight_g = models.PositiveIntegerField(_("weight, g"), default=0)
    length_mm = models.PositiveIntegerField(_("length, mm"), default=0)
    width_mm = models.PositiveIntegerField(_("width, mm"), default=0)
    height_mm = models.PositiveIntegerField(_("height, mm"), default=0)
    # Directive 98/6/EC Art. 3: what the unit price is worked out from
    content_quantity = models.DecimalField(
        _("content"), max_digits=10, decimal_places=3, null=True, blank=True
    )
    content_unit = models.CharField(
        _("unit of content"), max_length=2, choices=Unit, blank=True
    )

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        constraints = (
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(is_default=True),
                name="one_default_variant_per_product",
            ),
            models.CheckConstraint(
                condition=Q(content_quantity__isnull=True) | Q(content_quantity__gt=0),
                name="content_is_positive",
            ),
        )

    def __str__(self) -> str:
        return f"{self.product} ({self.name})" if self.name else str(self.product)

    @property
    def is_sellable(self) -> bool:
        """What `VariantQuerySet.sellable` asks, of one variant with its product."""
        product = self.product
        return self.is_active and product.is_published and not product.external_url

    @cached_property
    def options(self) -> dict[str, AttributeChoice]:
        """Attribute code -> choice, for what tells this variant apart."""
        return {
            spec.attribute.code: spec.choice
            for spec in self.specifications.all()
            if spec.choice and spec.attribute.is_option
        }

    @property
    def pricing_base(self) -> tuple[Decimal, str] | None:
        """How much content the unit price is said for (1 l, 1 kg, 1 m, 1 piece):
        the factor from this variant's price to it, and the unit's symbol."""
        if not self.content_quantity:
            return None
        per_thousand = {self.Unit.MILLILITRE: "l", self.Unit.GRAM: "kg"}
        if self.content_unit in per_thousand:
            symbol = per_thousand[self.Unit(self.content_unit)]
            return Decimal(1000) / self.content_quantity, symbol
        return Decimal(1) / self.content_quantity, self.content_unit


class Specification(models.Model):
    """One fact about a product, or about one of its variants.

    The facts of option attributes about variants are the options a buyer chooses by.
    """

    product = models.ForeignKey(
        Product,
        models.CASCADE,
        related_name="specifications",
        verbose_name=_("product"),
    )
    variant = models.ForeignKey(
        Variant,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="specifications",
        verbose_name=_("variant"),
    )
    attribute = models.ForeignKey(
        Attribute, models.PROTECT, related_name="+", verbose_name=_("attribute")
    )
    choice = models.ForeignKey(
        AttributeChoice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("choice"),
    )
    number = models.DecimalField(
        _("number"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    boolean = models.BooleanField(_("yes or no"), null=True, blank=True)
    text = models.CharField(_("text"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("specification")
        verbose_name_plural = _("specifications")
        constraints = (
            models.UniqueConstraint(
                F("product"),
                F("attribute"),
                Coalesce("variant", 0),
                Coalesce("choice", 0),
                name="fact_said_once",
            ),
        )
        indexes = (
            models.Index(fields=["choice", "product"], name="products_by_choice"),
            models.Index(
                fields=["attribute", "number", "product"], name="products_by_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.attribute}: {self.value}"

    @property
    def value(self) -> object:
        """What is said, whatever the attribute's kind."""
        if self.choice is not None:
            return self.choice
        if self.number is not None:
            return self.number.normalize()
        return self.boolean if self.boolean is not None else self.text


class BundlePart(models.Model):
    """What is inside a bundle; a bundle has no stock of its own."""

    bundle = models.ForeignKey(
        Product, models.CASCADE, related_name="parts", verbose_name=_("bundle")
    )
    variant = models.ForeignKey(
        Variant, models.PROTECT, related_name="in_bundles", verbose_name=_("variant")
    )
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)

    class Meta:
        verbose_name = _("part of a bundle")
        verbose_name_plural = _("parts of a bundle")
        constraints = (
            models.UniqueConstraint(
                fields=["bundle", "variant"], name="part_once_per_bundle"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="bundle_part_quantity_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant}"


class PersonalField(models.Model):
    """What a buyer of something made to order tells us: an engraving, a thread."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        CHOICE = "choice", _("choice")
        EMAIL = "email", _("e-mail")
        DAY = "day", _("day to come")

    product = models.ForeignKey(
        Product,
        models.CASCADE,
        related_name="personal_fields",
        verbose_name=_("product"),
    )
    code = models.SlugField(_("code"))
    label = models.CharField(_("label"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    choices = models.CharField(
        _("choices"), max_length=500, blank=True, help_text=_("parted by |")
    )
    is_required = models.BooleanField(_("required"), default=False)
    max_length = models.PositiveSmallIntegerField(_("longest text"), default=40)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("personal field")
        verbose_name_plural = _("personal fields")
        constraints = (
            models.UniqueConstraint(
                fields=["product", "code"], name="personal_field_once_per_product"
            ),
        )

    def __str__(self) -> str:
        return self.label

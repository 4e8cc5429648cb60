from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.categories.models import Category
from catalog.media.encoding import BadPicture, made_safe
from catalog.pricing.models import PriceList
from catalog.products.models import Product, Tag
from shop.jobs.queue import enqueue
from shop.web.scenes import copies_later
from shop.web.shown import ShownOnPages

COUNTED = ("share_sold", "gone_at")


class OfferQuerySet(models.QuerySet["Offer"]):
    def running(self, now: datetime) -> OfferQuerySet:
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
            Q(gone_at__isnull=True) | Q(gone_at__gt=now),
            is_active=True,
            starts_at__lte=now,
        )


class Offer(ShownOnPages):
    """A reduction announced on products from a moment until another (half-open)."""

    class Kind(models.TextChoices):
        PERCENT = "percent", _("percent off")
        AMOUNT = "amount", _("amount off")
        PRICE = "price", _("fixed price")

    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(_("slug"), max_length=150, unique=True)
    description = models.TextField(_("description"), blank=True)
    picture = models.ImageField(
        _("picture"),
        upload_to="offers/",
        width_field="picture_width",
        height_field="picture_height",
        blank=True,
    )
    picture_width = models.PositiveIntegerField(default=0, editable=False)
    picture_height = models.PositiveIntegerField(default=0, editable=False)
    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind, default=Kind.PERCENT
    )
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=3)
    price_list = models.ForeignKey(
        PriceList,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="offers",
        verbose_name=_("price list"),
        help_text=_("required unless the offer is in percent"),
    )
    products = models.ManyToManyField(
        Product, blank=True, related_name="offers", verbose_name=_("products")
    )
    categories = models.ManyToManyField(
        Category, blank=True, related_name="offers", verbose_name=_("categories")
    )
    tags = models.ManyToManyField(
        Tag, blank=True, related_name="offers", verbose_name=_("tags")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_deal = models.BooleanField(
        _("deal of the day"),
        default=False,
        help_text=_("shown first on the front page, with the time that is left"),
    )
    share = models.PositiveIntegerField(
        _("pieces at this price"),
        null=True,
        blank=True,
        help_text=_("when they are gone the price goes back; empty: no limit"),
    )
    share_sold = models.PositiveIntegerField(
        _("sold at this price"), default=0, editable=False
    )
    # an offer whose pieces are gone stays gone: a reduction that came back with a
    # cancelled order would be announced a second time
    gone_at = models.DateTimeField(_("gone"), null=True, blank=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="offer_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(value__gt=0) & (~Q(kind="percent") | Q(value__lte=100)),
                name="offer_value_makes_sense",
            ),
            models.CheckConstraint(
                condition=Q(kind="percent") | Q(price_list__isnull=False),
                name="offer_in_money_names_its_list",
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True)
                | Q(share__gt=0, share_sold__lte=F("share")),
                name="offer_sells_no_more_than_its_share",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        # Django leaves nothing here when there is no picture
        self.picture_width = self.picture_width or 0
        self.picture_height = self.picture_height or 0
        if not self._state.adding and kwargs.get("update_fields") is None:
            # what orders count is not written back by a form that was open meanwhile
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name not in COUNTED
            ]
        super().save(*args, **kwargs)
        copies_later(self.picture)
        enqueue("shelf.offer", offer_id=self.pk)
        for moment in (self.starts_at, self.ends_at):
            if moment and moment > timezone.now():
                key = f"shelf.offer:{self.pk}:{moment.isoformat()}"
                enqueue("shelf.offer", key=key, run_at=moment, offer_id=self.pk)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        pk = self.pk
        result = super().delete(*args, **kwargs)
        enqueue("shelf.offer", offer_id=pk)
        return result

    def clean(self) -> None:
        """What has been charged is history: an offer begins when it is switched on,
        never earlier, and one that has begun can only end."""
        self._accept_picture()
        now = timezone.now()
        stored = Offer.objects.filter(pk=self.pk, is_active=True).first()
        if stored is None or stored.starts_at > now:
            if self.is_active and self.starts_at and self.starts_at < now:
                self.starts_at = now
            return
        settled = ("kind", "value", "price_list_id", "starts_at", "is_active", "share")
        if any(getattr(self, name) != getattr(stored, name) for name in settled):
            raise ValidationError(
                _("This offer has begun: set when it ends and make a new one instead.")
            )

    def _accept_picture(self) -> None:
        """A new picture is re-encoded, or refused with a sentence."""
        if not self.picture or not isinstance(self.picture.file, UploadedFile):
            return
        try:
            safe = made_safe(self.picture.file.read())
        except BadPicture as refused:
            raise ValidationError({"picture": str(refused)}) from refused
        self.picture = ContentFile(safe, name=f"{self.slug}.jpg")


class PieceSale(models.Model):
    """Pieces of a limited offer that the order called `reference` has."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="piece_sales")
    reference = models.CharField(_("order"), max_length=20)
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("sale of limited pieces")
        verbose_name_plural = _("sales of limited pieces")
        constraints = (
            models.UniqueConstraint(
                fields=["offer", "reference"], name="pieces_once_per_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.offer_id}"

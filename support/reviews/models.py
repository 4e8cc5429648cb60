from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product
from checkout.orders.models import Order, OrderLine


class ReviewRequest(models.Model):
    """The invitation to review what an order brought; its order is the claim."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="review_request")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # the buyer wants no such mail again (Directive 2002/58/EC Art. 13(2))
    refused_at = models.DateTimeField(_("unwanted"), null=True, blank=True)

    class Meta:
        verbose_name = _("review request")
        verbose_name_plural = _("review requests")

    def __str__(self) -> str:
        return str(self.order)

    def get_absolute_url(self) -> str:
        """The page to write reviews on, for whoever has the link (no log-in)."""
        return reverse("reviews_write", args=[self.token])


class ReviewQuerySet(models.QuerySet["Review"]):
    def shown(self) -> ReviewQuerySet:
        return self.filter(status=Review.Status.SHOWN)


class Review(models.Model):
    """What a buyer of a product says of it. Only `order_line` makes a review
    possible, so each is a verified purchase; its words are never edited."""

    class Status(models.TextChoices):
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden after a report")

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="reviews", verbose_name=_("product")
    )
    order_line = models.OneToOneField(
        OrderLine, models.PROTECT, related_name="review", verbose_name=_("bought with")
    )
    # empty once its writer's account was deleted
    author = models.CharField(_("shown as"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    score = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    body = models.TextField(_("text"), max_length=4000, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.SHOWN
    )
    hidden_reason = models.CharField(_("why hidden"), max_length=300, blank=True)
    reply = models.TextField(_("our answer"), blank=True)
    replied_at = models.DateTimeField(_("answered"), null=True, blank=True)
    created_at = models.DateTimeField(_("written"))

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = (
            models.CheckConstraint(
                condition=Q(score__gte=1) & Q(score__lte=5), name="one_to_five_stars"
            ),
        )
        indexes = (
            models.Index(
                fields=["product", "status", "-created_at"], name="reviews_of"
            ),
        )

    def __str__(self) -> str:
        return f"{self.score} ★ {self.title}"


class ReviewReport(models.Model):
    """A reader who says that a review breaks the rules; staff decide."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=500)
    created_at = models.DateTimeField(_("reported"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("review report")
        verbose_name_plural = _("review reports")

    def __str__(self) -> str:
        return self.reason[:60]

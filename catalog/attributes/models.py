from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.web.shown import ShownOnPages


class AttributeGroup(ShownOnPages):
    """A heading in a product's table of specifications."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attribute group")
        verbose_name_plural = _("attribute groups")

    def __str__(self) -> str:
        return self.name


class Attribute(ShownOnPages):
    """Something that can be said of products, of one kind for all of them."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("one of the choices")
        CHOICES = "choices", _("several of the choices")
        NUMBER = "number", _("number")
        BOOLEAN = "boolean", _("yes or no")
        TEXT = "text", _("text")

    code = models.SlugField(_("code"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=100)
    group = models.ForeignKey(
        AttributeGroup,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="attributes",
        verbose_name=_("group"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CHOICE)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    is_filterable = models.BooleanField(_("offered as a filter"), default=False)
    is_option = models.BooleanField(_("tells variants apart"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")

    def __str__(self) -> str:
        return self.name


class AttributeChoice(ShownOnPages):
    attribute = models.ForeignKey(
        Attribute, models.CASCADE, related_name="choices", verbose_name=_("attribute")
    )
    code = models.SlugField(_("code"), max_length=100, allow_unicode=True)
    name = models.CharField(_("name"), max_length=200)
    swatch = models.CharField(_("colour sample"), max_length=7, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints = (
            models.UniqueConstraint(
                fields=["attribute", "code"], name="choice_code_once_per_attribute"
            ),
        )

    def __str__(self) -> str:
        return self.name

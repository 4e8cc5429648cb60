from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.web.shown import ShownOnPages


class Topic(ShownOnPages):
    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name


class Question(ShownOnPages):
    """Something people ask, and our answer (cleaned HTML)."""

    topic = models.ForeignKey(
        Topic, models.PROTECT, related_name="questions", verbose_name=_("topic")
    )
    code = models.SlugField(_("code"), unique=True)
    question = models.CharField(_("question"), max_length=300)
    answer = models.TextField(_("answer"))
    position = models.PositiveIntegerField(_("position"), default=0)
    is_published = models.BooleanField(_("published"), default=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.question

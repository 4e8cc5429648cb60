from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from shop.staff.pages import StaffAdmin, in_default_language, sort_by
from shop.staff.pasts import PastAdmin
from support.faq.models import Question, Topic
from support.guides.models import Guide
from support.pages.models import Page


@admin.register(Topic)
class TopicAdmin(StaffAdmin):
    texts = ("name",)
    list_display = ("name", "code", "position")
    list_editable = ("position",)
    ordering = sort_by("position")
    fields = (("code", "position"),)


@admin.register(Question)
class QuestionAdmin(PastAdmin, StaffAdmin):
    texts = ("question", "answer")
    html_texts = ("answer",)
    list_display = ("question", "topic", "position", "is_published")
    list_editable = ("position", "is_published")
    list_filter = ("topic", "is_published")
    list_select_related = ("topic",)
    search_fields = (in_default_language("question"), in_default_language("answer"))
    ordering = sort_by("topic__position", "position")
    fields = (("topic", "code", "position", "is_published"),)


@admin.register(Guide)
class GuideAdmin(StaffAdmin):
    texts = ("title", "summary", "body")
    html_texts = ("body",)
    list_display = ("title", "slug", "is_published", "updated_at")
    list_editable = ("is_published",)
    search_fields = (in_default_language("title"),)
    search_help_text = _("a word of the title")
    ordering = sort_by("-updated_at")
    autocomplete_fields = ("products",)
    fields = (("slug", "is_published"), "picture", "products")


@admin.register(Page)
class PageAdmin(StaffAdmin):
    texts = ("text",)
    html_texts = ("text",)
    list_display = ("name", "checked_on")
    ordering = sort_by("name")
    autocomplete_fields = ("products",)
    fields = (("name", "checked_on"), "products")

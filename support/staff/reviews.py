from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.staff.deeds import Deed, DeedsAdmin
from shop.staff.desk import Pile, add_piles
from shop.staff.pages import ReadingAdmin, sort_by
from shop.users.models import User
from support.reviews.models import Review, ReviewReport
from support.reviews.moderating import hide, keep, reply


class Reply(Deed):
    name = "reply"
    title = _("Reply")
    icon = "reply"
    explanation = _("Shown below the review. An empty text takes the reply back.")
    permission: ClassVar[str] = "support.change_review"

    text = forms.CharField(label=_("our answer"), required=False, widget=forms.Textarea)

    def prepare(self) -> None:
        self.fields["text"].initial = self.row.reply

    def carry_out(self, *, by: User) -> str:
        reply(self.row, text=self.cleaned_data["text"].strip())
        return gettext("The reply is kept.")


class Hide(Deed):
    name = "hide"
    title = _("Hide")
    icon = "visibility_off"
    explanation = _(
        "Only for what breaks the rules, never for a low score: an opinion we do not "
        "like stays. Open reports are decided with it."
    )
    permission: ClassVar[str] = "support.change_review"
    is_final = True

    reason = forms.CharField(label=_("why it is hidden"), max_length=300)

    @classmethod
    def applies_to(cls, row: Review) -> bool:
        return row.status == Review.Status.SHOWN

    def carry_out(self, *, by: User) -> str:
        hide(self.row, reason=self.cleaned_data["reason"])
        return gettext("The review is hidden.")


class Keep(Deed):
    name = "keep"
    title = _("Let it stand")
    icon = "visibility"
    explanation = _("The review is shown, and its open reports are decided.")
    permission: ClassVar[str] = "support.change_review"

    @classmethod
    def applies_to(cls, row: Review) -> bool:
        is_hidden = row.status == Review.Status.HIDDEN
        return is_hidden or row.reports.filter(decided_at=None).exists()

    def carry_out(self, *, by: User) -> str:
        keep(self.row)
        return gettext("The review stands.")


class ReportedFilter(admin.SimpleListFilter):
    title = _("reports")
    parameter_name = "reported"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("open", _("to be decided"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(open_reports__gt=0) if self.value() else queryset


@admin.register(Review)
class ReviewAdmin(ReadingAdmin, DeedsAdmin):
    """What a buyer wrote is read here, never edited."""

    deeds = (Reply, Keep, Hide)
    list_display = (
        "created_at",
        "product",
        "score",
        "title",
        "author",
        "status",
        "open_reports",
    )
    list_filter = ("status", ReportedFilter, "score", "language")
    list_select_related = ("product",)
    search_fields = ("title", "body", "author")
    ordering = sort_by("-created_at")
    fields = (
        ("product", "order_line"),
        ("score", "author", "language"),
        "title",
        "body",
        ("status", "hidden_reason"),
        "reply",
        "shown_reports",
    )
    readonly_fields = ("shown_reports",)

    def get_queryset(self, request: HttpRequest) -> Any:
        undecided = Count("reports", filter=Q(reports__decided_at=None))
        return super().get_queryset(request).annotate(open_reports=undecided)

    @admin.display(description=_("open reports"))
    def open_reports(self, review: Any) -> int:
        return int(review.open_reports)

    @admin.display(description=_("reports"))
    def shown_reports(self, review: Review) -> str:
        rows = review.reports.order_by("-created_at", "-pk")
        return format_html_join(
            "\n", "<p>{}</p>", ((report.reason,) for report in rows)
        )


add_piles(
    Pile(
        name="reports",
        title=_("Reports about reviews"),
        permission="support.change_review",
        page="support_review",
        query="?reported=open",
        icon="flag",
    ),
    count=lambda: {"reports": ReviewReport.objects.filter(decided_at=None).count()},
)

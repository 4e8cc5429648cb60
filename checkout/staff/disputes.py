"""Disputes: what buyers ask their banks to give back, and by when we have to answer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from checkout.payments.disputes.models import Dispute
from checkout.staff.payments import link_to_order
from shop.staff.desk import Pile, add_piles
from shop.staff.pages import ReadingAdmin, sort_by
from shop.templatetags.dates import day_time
from shop.templatetags.money import money

_COLOURS = {
    Dispute.Status.INQUIRY: "warning",
    Dispute.Status.NEEDS_RESPONSE: "danger",
    Dispute.Status.UNDER_REVIEW: "info",
    Dispute.Status.WON: "success",
    Dispute.Status.LOST: "danger",
    Dispute.Status.CLOSED: "success",
}


class ToAnswerFilter(admin.SimpleListFilter):
    title = _("to be answered")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("yes", _("evidence wanted"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(status__in=Dispute.TO_ANSWER)
        return queryset


@admin.register(Dispute)
class DisputeAdmin(ReadingAdmin):
    """Evidence is sent on the provider's page; here is where, and by when."""

    list_display = (
        "due_at",
        "shown_order",
        "shown_status",
        "reason",
        "opened_at",
        "shown_amount",
    )
    list_filter = (ToAnswerFilter, "status")
    list_select_related = ("payment__order",)
    search_fields = ("reference", "payment__order__number", "payment__order__email")
    ordering = sort_by("due_at")
    fields = (
        ("shown_order", "shown_amount", "status"),
        ("reason", "opened_at", "due_at"),
        ("reference", "where_to_answer"),
    )
    readonly_fields: ClassVar = ("shown_order", "shown_amount", "where_to_answer")

    @admin.display(description=_("order"))
    def shown_order(self, dispute: Dispute) -> str:
        return link_to_order(dispute.payment.order)

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, dispute: Dispute) -> str:
        return money(dispute.amount, dispute.payment.currency)

    @display(  # type: ignore[untyped-decorator]
        description=_("status"),
        ordering="status",
        label={str(status): colour for status, colour in _COLOURS.items()},
    )
    def shown_status(self, dispute: Dispute) -> tuple[str, str]:
        return dispute.status, dispute.get_status_display()

    @admin.display(description=_("where to answer"))
    def where_to_answer(self, dispute: Dispute) -> str:
        if not dispute.link:
            return _now("The stand-in has no such page: its disputes end in tests.")
        return format_html(
            '<a class="underline" href="{}" rel="noopener" target="_blank">{}</a>',
            dispute.link,
            _now("Send the evidence at the provider"),
        )


def count_disputes() -> dict[str, int]:
    return {"disputes": Dispute.objects.to_answer().count()}


def first_deadline() -> str:
    first = Dispute.objects.to_answer().exclude(due_at=None).order_by("due_at").first()
    if first is None or first.due_at is None:
        return ""
    return _now("the first by %(moment)s") % {"moment": day_time(first.due_at)}


add_piles(
    Pile(
        name="disputes",
        title=_("Disputes to answer"),
        permission="checkout.view_dispute",
        page="checkout_dispute",
        query="?answer=yes",
        icon="gavel",
        is_alarm=True,
        note=first_deadline,
    ),
    count=count_disputes,
)

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from checkout.orders.models import Order, OrderEvent
from checkout.payments.models import Payment
from checkout.staff.back_deeds import SendAgain, TakeBack
from checkout.staff.compensation import ExcuseLateness
from checkout.staff.goodwill import GiveGoodwill
from checkout.staff.money_deeds import (
    Cancel,
    MarkReceived,
    MarkRefunded,
    Note,
    RefundAll,
    RefundAsCredit,
)
from checkout.staff.order_lists import (
    LateFilter,
    PaymentStatusFilter,
    ToPackFilter,
    with_payment_status,
)
from checkout.staff.parcel_deeds import Deliver, Pack, Send
from checkout.staff.part_deeds import RefundAmount, RefundLines
from shop.places.addresses import format_address
from shop.places.countries import country_name
from shop.staff.deeds import DeedsAdmin
from shop.staff.pages import ReadingAdmin, sort_by
from shop.templatetags.dates import day_range, day_time
from shop.templatetags.money import money

_STATUS_COLOURS = {
    Order.Status.PLACED: "warning",
    Order.Status.CONFIRMED: "info",
    Order.Status.PACKED: "info",
    Order.Status.SENT: "primary",
    Order.Status.DELIVERED: "success",
    Order.Status.CANCELLED: "danger",
}
_PAYMENT_COLOURS = {
    Payment.Status.BEGUN: "warning",
    Payment.Status.PENDING: "warning",
    Payment.Status.AUTHORISED: "info",
    Payment.Status.CAPTURED: "success",
    Payment.Status.FAILED: "danger",
    Payment.Status.CANCELLED: "danger",
}
# what the machine did with money that did not fit
_ABOUT_MONEY = {
    "bank_took_back": _("the bank has taken money back"),
    "paid_too_little": _("too little has been paid"),
    "paid_too_much": _("too much was paid; the surplus goes back"),
    "paid_after_cancellation": _("paid after it was cancelled; the money goes back"),
    "captured_before_end": _(
        "charged before it was sent: the bank would have let go of the money"
    ),
    "refund_failed": _("the bank sent a refund back: send it in another way"),
    "payment_reversed": _("PayPal has taken the money back"),
    "compensation": _("late: made good by itself"),
    "goodwill": _("goodwill given"),
    "goodwill_asked": _("goodwill above the budget: a colleague decides"),
    "goodwill_refused": _("goodwill refused"),
    "dispute_inquiry": _("the buyer's bank asks about the payment"),
    "dispute_needs_response": _("the buyer disputes the payment: evidence is wanted"),
    "dispute_under_review": _("the bank decides about the dispute"),
    "dispute_won": _("the dispute is won"),
    "dispute_lost": _("the dispute is lost"),
    "dispute_closed": _("the bank asks no longer"),
    "provider_will_not_tell": _(
        "the provider does not know of the payment: look there"
    ),
}


@admin.register(Order)
class OrderAdmin(ReadingAdmin, DeedsAdmin):
    """Copies of a sale: read, and moved on by deeds only."""

    deeds = (
        Pack,
        Send,
        Deliver,
        TakeBack,
        SendAgain,
        MarkReceived,
        Note,
        MarkRefunded,
        RefundLines,
        RefundAmount,
        RefundAll,
        RefundAsCredit,
        GiveGoodwill,
        ExcuseLateness,
        Cancel,
    )
    list_display = (
        "number",
        "placed_at",
        "name",
        "country",
        "shown_status",
        "shown_payment",
        "promise",
        "shown_total",
    )
    list_filter = (
        "status",
        PaymentStatusFilter,
        ToPackFilter,
        LateFilter,
        "method_code",
        "country",
    )
    search_fields = ("number", "email", "name", "phone", "parcels__tracking_number")
    search_help_text = _("number, e-mail, name, telephone or tracking number")
    ordering = sort_by("-placed_at")
    change_form_outer_after_template = "staff/order.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("number", "status", "placed_at", "undoing"),
                    ("name", "email", "phone"),
                    ("language", "vat_number", "is_reverse_charge"),
                    ("delivery_to", "billed_to"),
                    ("method_name", "promise", "coupon_code"),
                    ("collected_at", "delivery_instructions"),
                    ("customer_note", "staff_note"),
                )
            },
        ),
    )
    readonly_fields = (
        "delivery_to",
        "billed_to",
        "promise",
        "undoing",
        "collected_at",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_payment_status(super().get_queryset(request))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        order = self.get_object(request, object_id)
        context = story_for_staff(order) if order else {}
        return super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )

    @display(  # type: ignore[untyped-decorator]
        description=_("status"),
        ordering="status",
        label={str(status): colour for status, colour in _STATUS_COLOURS.items()},
    )
    def shown_status(self, order: Order) -> tuple[str, str]:
        return order.status, order.get_status_display()

    @display(  # type: ignore[untyped-decorator]
        description=_("payment"),
        label={str(status): colour for status, colour in _PAYMENT_COLOURS.items()},
    )
    def shown_payment(self, order: Any) -> tuple[str, Any]:
        status = order.payment_status
        return status or "", Payment.Status(status).label if status else _("none")

    @admin.display(description=_("promised"), ordering="promised_until")
    def promise(self, order: Order) -> str:
        return day_range(order.promised_from, order.promised_until)

    @admin.display(description=_("undoing"))
    def undoing(self, order: Order) -> str:
        """Why nobody may pack it yet."""
        if order.undo_until is None:
            return gettext("not by one click")
        if not order.can_be_undone(timezone.now()):
            return gettext("no longer by one click")
        return gettext(
            "The customer can undo it until %(moment)s. It may be packed afterwards."
        ) % {"moment": day_time(order.undo_until)}

    @admin.display(description=_("total"), ordering="total")
    def shown_total(self, order: Order) -> str:
        return money(order.total, order.currency)

    @admin.display(description=_("pick-up point"))
    def collected_at(self, order: Order) -> str:
        spot = order.spot
        if spot is None:
            return gettext("none, it comes to the address")
        lines = [*spot.lines, spot.external_id]
        return format_html_join("\n", "<div>{}</div>", ((line,) for line in lines))

    @admin.display(description=_("delivery address"))
    def delivery_to(self, order: Order) -> str:
        return _in_lines(order.shipping_address)

    @admin.display(description=_("billing address"))
    def billed_to(self, order: Order) -> str:
        return _in_lines(order.billing_address)


def story_for_staff(order: Order) -> dict[str, Any]:
    """Everything about an order, in a fixed number of queries."""
    events = order.events.select_related("mailing").order_by("-at", "-pk")
    payments = order.payments.prefetch_related("entries", "refunds", "disputes")
    parcels = order.parcels.select_related("carrier").prefetch_related(
        "lines__order_line", "events"
    )
    return {
        "order": order,
        "lines": order.lines.order_by("pk").prefetch_related("offers__applied"),
        "events": [(event, words_of(event, order.currency)) for event in events],
        "payments": payments.order_by("-created_at", "-pk"),
        "parcels": parcels.order_by("pk"),
        "letters": order.messages.order_by("-created_at", "-pk"),
    }


def words_of(event: OrderEvent, currency: str) -> str:
    """The details of an event that people can read."""
    told = [event.data.get(name) for name in ("text", "reason", "failure")]
    if about := event.data.get("about"):
        told.append(_ABOUT_MONEY.get(about, about))
    if amount := event.data.get("amount"):
        told.append(money(amount, currency))
    return " · ".join(str(words) for words in told if words)


def _in_lines(address: dict[str, str]) -> str:
    country = address.get("country", "")
    lines = [
        *format_address(address, country),
        country_name(country, get_language() or "en"),
    ]
    return format_html_join("\n", "<div>{}</div>", ((line,) for line in lines))

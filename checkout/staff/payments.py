from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanWidget,
)

from catalog.pricing.lists import price_lists
from checkout.delivery.offering import countries_served
from checkout.orders.models import Order
from checkout.payments.choosing import Occasion, Payer, verdicts
from checkout.payments.models import (
    Payment,
    PaymentMethod,
    ProviderEvent,
    Refund,
)
from checkout.staff.secured import SecuredFilter
from shop.places.countries import named_in_order
from shop.staff.pages import ReadingAdmin, StaffAdmin, sort_by
from shop.templatetags.money import money
from shop.users.models import User


def link_to_order(order: Order) -> str:
    url = reverse("admin:checkout_order_change", args=[order.pk])
    return format_html('<a class="underline" href="{}">{}</a>', url, order.number)


@admin.register(Payment)
class PaymentAdmin(ReadingAdmin):
    """Money is marked as received on the page of its order."""

    list_display = (
        "created_at",
        "shown_order",
        "provider",
        "status",
        "reference",
        "due_at",
        "shown_amount",
    )
    list_filter = ("status", "provider", "risk_level", SecuredFilter)
    list_select_related = ("order",)
    search_fields = ("reference", "order__number", "order__email")
    ordering = sort_by("-created_at")
    fields = (
        ("shown_order", "provider", "method_code"),
        ("status", "shown_amount", "reference"),
        ("created_at", "checked_at"),
        ("pay_by", "remind_on", "due_at"),
        ("captures_later", "secured_until", "waived"),
        ("risk_level", "risk_score", "risk_reason"),
        "failure",
    )
    readonly_fields = ("shown_order", "shown_amount")

    @admin.display(description=_("order"))
    def shown_order(self, payment: Payment) -> str:
        return link_to_order(payment.order)

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, payment: Payment) -> str:
        return money(payment.amount, payment.currency)


@admin.register(Refund)
class RefundAdmin(ReadingAdmin):
    list_display = (
        "created_at",
        "shown_order",
        "status",
        "reason",
        "by",
        "shown_amount",
    )
    list_filter = ("status", "payment__provider")
    list_select_related = ("payment__order",)
    search_fields = ("reference", "payment__order__number")
    ordering = sort_by("-created_at")
    fields = (
        ("shown_order", "shown_amount", "status"),
        ("reason", "by", "reference"),
        "failure",
    )
    readonly_fields = ("shown_order", "shown_amount")

    @admin.display(description=_("order"))
    def shown_order(self, refund: Refund) -> str:
        return link_to_order(refund.payment.order)

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, refund: Refund) -> str:
        return money(refund.amount, refund.payment.currency)


def currencies() -> list[tuple[str, str]]:
    codes = dict.fromkeys(each.currency for each in price_lists())
    return [(code, code) for code in codes]


class OccasionForm(forms.Form):
    """A purchase somebody wants to know about."""

    country = forms.ChoiceField(label=_("country"), widget=UnfoldAdminSelectWidget)
    currency = forms.ChoiceField(
        label=_("currency"), choices=currencies, widget=UnfoldAdminSelectWidget
    )
    total = forms.DecimalField(
        label=_("to pay, before a fee"),
        min_value=0,
        max_digits=12,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    customer = forms.EmailField(
        label=_("e-mail of the customer’s account"),
        required=False,
        help_text=_("empty: somebody who is not signed in"),
        widget=UnfoldAdminEmailInputWidget,
    )
    is_business = forms.BooleanField(
        label=_("gives a VAT number"), required=False, widget=UnfoldBooleanWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = named_in_order(countries_served(), get_language() or "en")
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = named

    def clean_customer(self) -> User | None:
        email = self.cleaned_data["customer"]
        if not email:
            return None
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise forms.ValidationError(gettext("Nobody has an account with this."))
        return user

    def occasion(self) -> Occasion:
        data = self.cleaned_data
        user: User | None = data["customer"]
        return Occasion(
            country=data["country"],
            currency=data["currency"],
            total=data["total"],
            payer=Payer(
                user.pk if user else None,
                is_business=data["is_business"],
                email=user.email if user else "",
            ),
        )


@admin.register(PaymentMethod)
class PaymentMethodAdmin(StaffAdmin):
    texts = ("name", "description")
    list_display = (
        "name",
        "provider",
        "fee",
        "currency",
        "customers",
        "is_active",
        "position",
    )
    list_editable = ("is_active", "position")
    ordering = sort_by("position")
    ordering_field = "position"
    hide_ordering_field = True
    actions_list = ("why",)
    fields = (
        ("code", "provider", "is_active", "position"),
        ("fee", "minimum", "maximum", "currency"),
        ("countries", "customers", "groups"),
        "refusals_allowed",
        ("due_days", "reminder_days", "grace_days"),
    )
    filter_horizontal = ("groups",)

    @action(  # type: ignore[untyped-decorator]
        description=_("What is offered to whom"),
        url_path="offered",
        icon="help",
        permissions=["view"],
    )
    def why(self, request: HttpRequest) -> HttpResponse:
        form = OccasionForm(request.GET or None)
        found = verdicts(form.occasion()) if form.is_valid() else []
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("What is offered to whom"),
            "opts": self.opts,
            "form": form,
            "verdicts": found,
            "back": reverse("admin:checkout_paymentmethod_changelist"),
        }
        return TemplateResponse(request, "staff/ways_offered.html", context)


@admin.register(ProviderEvent)
class ProviderEventAdmin(ReadingAdmin):
    list_display = ("received_at", "provider", "kind", "event_id", "settled_at")
    list_filter = ("provider", "kind")
    search_fields = ("event_id", "kind")
    ordering = sort_by("-received_at")
    fields = (
        ("provider", "kind", "event_id"),
        ("received_at", "settled_at"),
        "payload",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        resolved = request.resolver_match
        is_list = resolved is not None and str(resolved.url_name).endswith(
            "_changelist"
        )
        return rows.defer("payload") if is_list else rows

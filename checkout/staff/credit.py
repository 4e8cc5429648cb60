"""Store credit and gift cards: given, blocked, and every entry to be seen."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from catalog.pricing.lists import price_lists
from checkout.credit.cards import code_of, issue_gift_card
from checkout.credit.ledger import book, store_credit_of
from checkout.credit.models import CreditAccount, CreditEntry
from shop.money.amounts import round_money
from shop.staff.deeds import Deed, DeedsAdmin
from shop.staff.pages import ReadingAdmin, sort_by
from shop.staff.pasts import PastAdmin
from shop.templatetags.money import money
from shop.users.models import User

LEAST = Decimal("0.001")


def give_credit(
    account: CreditAccount, *, amount: Decimal, token: uuid.UUID, by: User, reason: str
) -> CreditEntry:
    """`token` comes from the form: a second click gives nothing."""
    return book(
        account,
        kind=CreditEntry.Kind.GIVEN,
        amount=amount,
        reference=f"given-{token}",
        by=str(by),
        reason=reason,
    )


class IssueForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new gift card, or credit for a customer. With one `token` it is one."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    amount = forms.DecimalField(
        label=_("amount"),
        max_digits=14,
        decimal_places=3,
        min_value=LEAST,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    currency = forms.ChoiceField(label=_("currency"), widget=UnfoldAdminSelectWidget)
    customer = forms.EmailField(
        label=_("customer's e-mail"),
        required=False,
        help_text=_("whose store credit it is; empty: a gift card"),
        widget=UnfoldAdminEmailInputWidget,
    )
    reason = forms.CharField(
        label=_("reason"), max_length=300, widget=UnfoldAdminTextInputWidget
    )

    class Meta:
        model = CreditAccount
        fields = ("currency", "valid_until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for named in self.fields.values():
            named.label = capfirst(str(named.label))
        currencies = sorted({each.currency for each in price_lists()})
        field = self.fields["currency"]
        field.choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]

    def clean_customer(self) -> User | None:
        email = self.cleaned_data["customer"]
        if not email:
            return None
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise forms.ValidationError(gettext("No customer has this e-mail."))
        return user

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        amount, currency = given.get("amount"), given.get("currency")
        if amount and currency and round_money(amount, currency) != amount:
            self.add_error("amount", gettext("The currency has no such small unit."))
        return given

    def issue(self, *, by: User) -> CreditAccount:
        given = self.cleaned_data
        if given["customer"] is None:
            return issue_gift_card(
                amount=given["amount"],
                currency=given["currency"],
                by=str(by),
                reason=given["reason"],
                valid_until=given["valid_until"],
                seed=given["token"],
            )
        account = store_credit_of(given["customer"], given["currency"])
        give_credit(
            account,
            amount=given["amount"],
            token=given["token"],
            by=by,
            reason=given["reason"],
        )
        return account


class Give(Deed):
    name = "give"
    title = _("Add an amount")
    icon = "add_card"
    explanation = _("It stands in the customer's account with the reason.")
    permission: ClassVar[str] = "checkout.add_creditaccount"

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    amount = forms.DecimalField(
        label=_("amount"), max_digits=14, decimal_places=3, min_value=LEAST
    )
    reason = forms.CharField(label=_("reason"), max_length=300)

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if round_money(amount, self.row.currency) != amount:
            raise forms.ValidationError(gettext("The currency has no such small unit."))
        return amount

    def carry_out(self, *, by: User) -> str:
        give_credit(self.row, by=by, **self.cleaned_data)
        return gettext("The amount is on it.")


class EntryInline(TabularInline):  # type: ignore[misc]
    model = CreditEntry
    extra = 0
    max_num = 0
    can_delete = False
    per_page = 50
    ordering = ("-pk",)
    fields = ("at", "kind", "amount", "reason", "by", "reference")
    readonly_fields = fields

    def has_change_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False


@admin.register(CreditAccount)
class CreditAccountAdmin(PastAdmin, DeedsAdmin):
    """Nothing is deleted: a card is blocked, and money moves by entries only."""

    deeds = (Give,)
    list_display = (
        "__str__",
        "user",
        "shown_balance",
        "valid_until",
        "is_blocked",
        "created_at",
    )
    list_filter = ("kind", "currency", "is_blocked")
    list_select_related = ("user",)
    search_fields = ("last_four", "user__email", "user__name", "entries__reason")
    search_help_text = _("last four letters, e-mail, name, order number or reason")
    ordering = sort_by("-created_at")
    inlines = (EntryInline,)
    readonly_fields = ("kind", "shown_balance", "user", "last_four", "created_at")
    fields = (
        ("kind", "user", "last_four"),
        ("shown_balance", "created_at"),
        ("valid_until", "is_blocked"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_balances()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = IssueForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return (
                ("amount", "currency"),
                ("customer", "valid_until"),
                "reason",
                "token",
            )
        return self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else self.readonly_fields

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if obj is None else self.inlines

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        if change:
            obj.save(update_fields=["valid_until", "is_blocked"])
            return
        assert isinstance(request.user, User), "admin views are behind the log-in"
        with transaction.atomic():
            account = form.issue(by=request.user)
        obj.__dict__.update(account.__dict__)
        if account.is_gift_card:
            messages.warning(
                request,
                gettext("The code is %(code)s. It is shown this once: note it now.")
                % {"code": code_of(account)},
            )

    def has_delete_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False

    @admin.display(description=_("balance"), ordering="balance_now")
    def shown_balance(self, account: Any) -> str:
        return money(account.balance_now, account.currency)


@admin.register(CreditEntry)
class CreditEntryAdmin(ReadingAdmin):
    list_display = ("at", "account", "kind", "shown_amount", "reason", "by")
    list_filter = ("kind", "account__kind")
    list_select_related = ("account",)
    search_fields = (
        "reason",
        "reference",
        "account__last_four",
        "account__user__email",
    )
    ordering = sort_by("-at")
    fields = (("at", "account", "kind"), ("shown_amount", "by"), "reason", "reference")
    readonly_fields = ("shown_amount",)

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, entry: CreditEntry) -> str:
        return money(entry.amount, entry.account.currency)

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from checkout.flow.secrecy import secret
from checkout.orders.finding import find_order
from checkout.orders.models import Order
from shop.merchant.models import Merchant
from shop.users.models import User
from shop.web.limits import limited
from support.returns.forms import IdentityForm, WithdrawalForm
from support.returns.mailing import receipt_of
from support.returns.models import Withdrawal
from support.returns.pieces import barred, exemption_of, withdrawable
from support.returns.returning import sendable
from support.returns.windows import window_of
from support.returns.withdrawing import (
    Declaration,
    WithdrawalRefused,
    is_all_or_nothing,
    refusal_of,
    withdraw,
)

OWN_ORDERS = 10


@secret
@require_http_methods(["GET", "HEAD", "POST"])
@limited("find-order", limit=10, seconds=600)
def withdrawal(request: HttpRequest) -> HttpResponse:
    """Where the function begins: which order. Who knows only its number or only its
    e-mail learns nothing."""
    form = IdentityForm(request.POST or None, initial=_known(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        found = find_order(number=said["number"], email=said["email"])
        if found:
            request.session["withdrawing_as"] = said["name"]
            return redirect("order_withdrawal", found.token)
        form.add_error(
            None,
            _("We found no order with this number and this e-mail. Check both."),
        )
    context = {"form": form, "orders": _own_orders(request)}
    status = 422 if form.errors else 200
    return render(request, "support/returns/withdrawal.html", context, status=status)


@secret
@require_http_methods(["GET", "HEAD", "POST"])
@limited("withdrawal", limit=30, seconds=600)
def order_withdrawal(request: HttpRequest, token: UUID) -> HttpResponse:
    """Step one: who, and which pieces. A right answer shows step two."""
    order = get_object_or_404(Order, token=token)
    why_not = refusal_of(order, now=timezone.now())
    if why_not:
        return render(
            request, "support/returns/no_withdrawal.html", _why(order, why_not)
        )
    form = _form(request, order)
    if request.method == "POST" and form.is_valid():
        return render(
            request,
            "support/returns/withdrawal_confirm.html",
            {"order": order, "form": form, "chosen": _chosen(form, order)},
        )
    status = 422 if form.errors else 200
    return render(
        request,
        "support/returns/withdrawal_form.html",
        _page(order, form),
        status=status,
    )


@secret
@require_POST
@limited("withdrawal", limit=30, seconds=600)
def withdrawal_confirmation(request: HttpRequest, token: UUID) -> HttpResponse:
    """Step two: it is declared."""
    order = get_object_or_404(Order, token=token)
    known = _declared_before(request, order)
    if known:
        return redirect(known)
    form = _form(request, order)
    if form.is_valid():
        said = form.cleaned_data
        declared = Declaration(
            said["key"], said["name"], said["email"], get_language() or "en"
        )
        try:
            done = withdraw(order, form.pieces, declared=declared, now=timezone.now())
        except WithdrawalRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(done)
    return render(
        request, "support/returns/withdrawal_form.html", _page(order, form), status=422
    )


@secret
@require_safe
def withdrawal_receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was declared, with date and time, to print or keep."""
    known = get_object_or_404(Withdrawal.objects.select_related("order"), key=key)
    return render(request, "support/returns/receipt.html", receipt_of(known))


def _form(request: HttpRequest, order: Order) -> WithdrawalForm:
    left = withdrawable(order)
    lines = list(order.lines.filter(pk__in=left).order_by("pk"))
    initial = {}
    if name := request.session.get("withdrawing_as"):
        initial["name"] = name
    data = request.POST if request.method == "POST" else None
    return WithdrawalForm(data, order=order, lines=lines, left=left, initial=initial)


def _page(order: Order, form: WithdrawalForm) -> dict[str, Any]:
    lines = order.lines.select_related("variant__product").order_by("pk")
    return {
        "order": order,
        "form": form,
        "window": window_of(order),
        "is_all_or_nothing": is_all_or_nothing(order),
        "exempt": [
            (line, exemption_of(line), barred(line))
            for line in lines
            if exemption_of(line)
        ],
    }


def _why(order: Order, why_not: str) -> dict[str, Any]:
    lines = order.lines.select_related("variant__product").order_by("pk")
    days = Merchant.current().return_days
    now = timezone.now()
    window = window_of(order, days=days)
    return {
        "is_returnable": window.last_day
        and not window.is_over(now)
        and bool(sendable(order)),
        "order": order,
        "why_not": why_not,
        "window": window,
        "exempt": [(line, exemption_of(line), True) for line in lines if barred(line)],
        "withdrawals": order.withdrawals.order_by("pk"),
    }


def _chosen(form: WithdrawalForm, order: Order) -> list[tuple[Any, int]]:
    lines = order.lines.in_bulk(form.pieces)
    return [(lines[pk], count) for pk, count in sorted(form.pieces.items())]


def _declared_before(request: HttpRequest, order: Order) -> Withdrawal | None:
    """What the first of two clicks on the same button has done."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    return order.withdrawals.filter(key=key).first()


def _known(request: HttpRequest) -> dict[str, str]:
    if isinstance(request.user, User):
        return {"name": request.user.name, "email": request.user.email}
    return {}


def _own_orders(request: HttpRequest) -> list[Order]:
    if not isinstance(request.user, User):
        return []
    own = Order.objects.filter(user=request.user)
    own = own.exclude(status=Order.Status.CANCELLED)
    return list(own.order_by("-placed_at", "-pk")[:OWN_ORDERS])

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from checkout.credit.cards import gift_card_for, move_to_credit
from checkout.credit.forms import GiftCardForm
from checkout.credit.ledger import CreditRefused, check_usable, name_of
from shop.languages.writing import money_text
from shop.users.models import User
from shop.web.limits import limited


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("gift-card", limit=20, seconds=600)
def gift_card(request: HttpRequest) -> HttpResponse:
    """What is left on a gift card, for whoever knows its code; a customer can put it
    on their store credit."""
    form = GiftCardForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            if "move" in request.POST and isinstance(request.user, User):
                return _move(request, request.user, form.cleaned_data["code"])
            context |= _look_up(form.cleaned_data["code"])
        except CreditRefused as refusal:
            form.add_error("code", str(refusal))
    status = 422 if form.errors else 200
    return render(request, "checkout/gift_card.html", context, status=status)


def _look_up(code: str) -> dict[str, Any]:
    card = gift_card_for(code)
    check_usable(card)
    return {"card": card, "name": name_of(card), "left": card.balance}


def _move(request: HttpRequest, user: User, code: str) -> HttpResponse:
    card = gift_card_for(code)
    moved = move_to_credit(card, user)
    amount = money_text(moved, card.currency, get_language() or "en")
    messages.success(
        request, _("%(amount)s is on your store credit now.") % {"amount": amount}
    )
    return redirect("account_credit")

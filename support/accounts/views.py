from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from checkout.credit.cards import gift_card_for, move_to_credit
from checkout.credit.forms import GiftCardForm
from checkout.credit.ledger import CreditRefused
from shop.users.models import Address, User
from shop.web.limits import limited
from shop.web.visitor import visitor_of
from support.accounts.addresses import keep_address, remove_address
from support.accounts.credit import credit_of
from support.accounts.erasing import erase
from support.accounts.exporting import data_of
from support.accounts.forms import AddressForm, DeletionForm, ProfileForm
from support.accounts.orders import attach_orders, orders_of

ORDERS_PER_PAGE = 10


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The orders of whoever is signed in, and the way to everything else of theirs."""
    user = _user(request)
    attach_orders(user)
    page = Paginator(orders_of(user), ORDERS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "support/account/home.html", {"page": page})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    # a copy: a refused form must not change the name in the page's header
    form = ProfileForm(
        request.POST or None, instance=User.objects.get(pk=_user(request).pk)
    )
    if not form.is_valid():
        return _form(request, "support/account/profile.html", form)
    form.instance.save(update_fields=form.changed_data)
    messages.success(request, gettext("Saved."))
    return redirect("account_profile")


@never_cache
@login_required
@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    kept = _user(request).addresses.order_by("-is_default", "-pk")
    return render(request, "support/account/addresses.html", {"addresses": kept})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add an address, or change one."""
    user = _user(request)
    kept = _address(user, pk) if pk else Address(name=user.name)
    start = {} if pk else {"country": visitor_of(request).country}
    form = AddressForm(_posted(request), instance=kept, initial=start)
    if not form.is_valid():
        return _form(request, "support/account/address.html", form)
    keep_address(form.instance, user=user, is_default=form.cleaned_data["is_default"])
    messages.success(request, gettext("Saved."))
    return redirect("addresses")


@login_required
@require_POST
def address_removal(request: HttpRequest, pk: int) -> HttpResponse:
    remove_address(_address(_user(request), pk))
    messages.success(request, gettext("The address is forgotten."))
    return redirect("addresses")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("gift-card", limit=20, seconds=600)
def credit(request: HttpRequest) -> HttpResponse:
    """A customer's store credit with every entry; a gift card can be put on it."""
    user = _user(request)
    form = GiftCardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            move_to_credit(gift_card_for(form.cleaned_data["code"]), user)
        except CreditRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, gettext("It is on your store credit now."))
            return redirect("account_credit")
    return _form(request, "support/account/credit.html", form, credits=credit_of(user))


@never_cache
@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Everything kept about whoever is signed in, as a file."""
    response = JsonResponse(
        data_of(_user(request)), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request: HttpRequest) -> HttpResponse:
    """Delete the account, after saying what goes and what must stay."""
    user = _user(request)
    if user.is_staff:
        return render(request, "support/account/deletion.html", {"form": None})
    form = DeletionForm(_posted(request))
    if not form.is_valid():
        return _form(request, "support/account/deletion.html", form)
    logout(request)
    erase(user)
    messages.success(request, gettext("Your account is deleted."))
    return redirect("home")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the page is behind a log-in"
    return request.user


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _address(user: User, pk: int) -> Address:
    return get_object_or_404(Address, user=user, pk=pk)


def _form(
    request: HttpRequest,
    template: str,
    form: ProfileForm | AddressForm | DeletionForm | GiftCardForm,
    **context: object,
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **context}, status=status)

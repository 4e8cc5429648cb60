"""The ways of paying that a customer keeps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from checkout.payments.providers.protocol import Begun, PaymentFailed
from checkout.payments.providers.registry import provider_called, remembering
from checkout.payments.saved.adding import (
    begin_adding,
    start_adding,
    ways_to_keep,
    what_was_added,
)
from checkout.payments.saved.keeping import keep_nothing, make_default, remove
from checkout.payments.saved.models import Adding, SavedMethod
from shop.users.models import User
from shop.web.limits import limited


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_ways(request: HttpRequest) -> HttpResponse:
    """The ways a customer keeps; posted to, one that needs nothing kept is their usual
    one from now on."""
    user = _user(request)
    if request.method == "POST":
        return _choose(request, user)
    names = {way.code: way for way in ways_to_keep()}
    kept = SavedMethod.objects.kept().filter(user=user, method_code__in=names)
    today = timezone.localdate()
    chosen = {saved.method_code for saved in kept if not saved.reference}
    context = {
        "kept": [
            {
                "saved": saved,
                "way": names[saved.method_code],
                "is_over": saved.expires_on is not None and saved.expires_on < today,
            }
            for saved in kept.order_by("-is_default", "-pk")
        ],
        "to_add": [way for way in names.values() if remembering(way.provider)],
        "to_choose": [
            way
            for way in names.values()
            if not remembering(way.provider) and way.code not in chosen
        ],
    }
    return render(request, "support/account/saved_ways.html", context)


@login_required
@require_POST
@limited("add-way", limit=10, seconds=600)
def adding_new(request: HttpRequest) -> HttpResponse:
    """Begin to add a way of paying without buying anything."""
    code = request.POST.get("method", "")
    method = next((way for way in ways_to_keep() if way.code == code), None)
    if method is None or remembering(method.provider) is None:
        return redirect("saved_ways")
    adding = start_adding(_user(request), method)
    page = reverse("adding", args=[adding.key])
    try:
        begun = begin_adding(adding, return_url=request.build_absolute_uri(page))
    except PaymentFailed as failure:
        messages.error(request, failure.message)
        return redirect("saved_ways")
    return redirect(begun.redirect_url or page)


@never_cache
@login_required
@require_safe
@limited("add-way-page", limit=60, seconds=600)
def adding(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where the details are asked for, and where one comes back to from the bank."""
    found = get_object_or_404(Adding, key=key, user=_user(request))
    page = request.build_absolute_uri(request.path)
    try:
        if what_was_added(found):
            messages.success(request, gettext("Kept for your next order."))
            return redirect("saved_ways")
        begun = begin_adding(found, return_url=page)
    except PaymentFailed as failure:
        messages.error(request, failure.message)
        return redirect("saved_ways")
    if begun.client_secret:
        return _ask(request, found, begun, page)
    messages.info(request, gettext("Nothing has been kept."))
    return redirect("saved_ways")


@login_required
@require_POST
def saved_way_default(request: HttpRequest, pk: int) -> HttpResponse:
    make_default(_saved(request, pk))
    messages.success(request, gettext("Saved."))
    return redirect("saved_ways")


@login_required
@require_POST
def saved_way_removal(request: HttpRequest, pk: int) -> HttpResponse:
    remove(_saved(request, pk), now=timezone.now())
    messages.success(request, gettext("The way of paying is forgotten."))
    return redirect("saved_ways")


def _choose(request: HttpRequest, user: User) -> HttpResponse:
    code = request.POST.get("method", "")
    method = next((way for way in ways_to_keep() if way.code == code), None)
    if method and remembering(method.provider) is None:
        make_default(keep_nothing(user, method))
        messages.success(request, gettext("Saved."))
    return redirect("saved_ways")


def _ask(request: HttpRequest, found: Adding, begun: Begun, page: str) -> HttpResponse:
    provider, rememberer = provider_called(found.provider), remembering(found.provider)
    assert rememberer, "only such ways are begun to be added"
    context = {
        "code": found.provider,
        "script": rememberer.adding_script,
        "data": provider.page_data(),
        "client_secret": begun.client_secret,
        "return_url": page,
        # on coming back the provider says so in the address: it was refused
        "is_back": bool(request.GET),
    }
    return render(request, "support/account/adding.html", context)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the page is behind a log-in"
    return request.user


def _saved(request: HttpRequest, pk: int) -> SavedMethod:
    kept = SavedMethod.objects.kept().filter(user=_user(request))
    return get_object_or_404(kept.select_related("user"), pk=pk)

"""The bank's question when a card is kept without buying."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from checkout.payments.providers.stripe.standin import setups
from checkout.payments.providers.stripe.standin.faults import ApiFault
from checkout.payments.standin.models import StandinObject


@require_http_methods(["GET", "POST"])
def challenge(request: HttpRequest, setup_id: str) -> HttpResponse:
    """The page on which the bank asks whether the card may be kept."""
    try:
        setup = setups.find_setup(setup_id)
    except ApiFault:
        raise Http404 from None
    if not setup.hidden.get("return_url"):
        raise Http404

    language = setup.hidden.get("language", "")
    with translation.override(
        language if language in dict(settings.LANGUAGES) else "en"
    ):
        if request.method == "POST":
            with transaction.atomic():
                is_passed = request.POST.get("outcome") == "complete"
                setups.answer_challenge(setup.pk, is_passed=is_passed)
            setup.refresh_from_db()
        if setup.data["status"] != "requires_action":
            return _back(setup)
        context = {"last4": setup.hidden["last4"]}
        return render(request, "checkout/stripe_challenge.html", context)


def _back(setup: StandinObject) -> HttpResponse:
    """To the shop, with what Stripe adds to the address."""
    url: str = setup.hidden["return_url"]
    query = urlencode(
        {
            "setup_intent": setup.pk,
            "setup_intent_client_secret": setup.data["client_secret"],
            "redirect_status": "succeeded"
            if setup.data["status"] == "succeeded"
            else "failed",
        }
    )
    return HttpResponseRedirect(f"{url}{'&' if '?' in url else '?'}{query}")

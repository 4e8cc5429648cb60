"""What a buyer's browser meets of the stand-in: its script and the bank's question."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from checkout.payments.providers.stripe.currencies import from_stripe
from checkout.payments.providers.stripe.standin import intents
from checkout.payments.providers.stripe.standin.faults import ApiFault
from checkout.payments.standin.models import StandinObject

SCRIPT = Path(__file__).parent / "stripe.js"


@require_GET
@cache_control(max_age=60)
def script(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript")


@require_GET
def labels(request: HttpRequest) -> HttpResponse:
    """The words of the card fields in the language of the page."""
    with translation.override(_known(request.GET.get("locale", ""))):
        return JsonResponse(
            {
                "number": _("Card number"),
                "expiry": _("Expiry date"),
                "expiryHint": _("MM / YY"),
                "cvc": _("Security code"),
                "cvcHint": _("CVC"),
                "numberError": _("Your card number is invalid."),
                "expiryError": _("Your card's expiration date is invalid."),
                "pastError": _("Your card's expiration date is in the past."),
                "cvcError": _("Your card's security code is invalid."),
                "unreachable": _(
                    "The payment service cannot be reached. Please try again."
                ),
                "way": _("Pay with"),
                "card": _("Credit or debit card"),
                "ideal": "iDEAL",
                "sepa_debit": _("SEPA direct debit"),
                "idealNote": _("You confirm the payment on the page of your bank."),
                "iban": "IBAN",
                "ibanError": _("This IBAN is not one of the test accounts."),
                "ibanNote": _(
                    "Test mode: DE89 3704 0044 0532 0130 00 pays after a while, DE62"
                    " 3704 0044 0532 0130 01 fails after a while."
                ),
                "wallet": _("Pay with the test wallet"),
                "note": _("Test mode: use 4242 4242 4242 4242, any date, any code."),
            }
        )


@require_http_methods(["GET", "POST"])
def challenge(request: HttpRequest, intent_id: str) -> HttpResponse:
    """The page on which the buyer's bank asks whether it is really them."""
    try:
        intent = intents.find(intent_id)
    except ApiFault:
        raise Http404 from None
    if not intent.hidden.get("return_url"):
        raise Http404

    language = _known(intent.hidden.get("language", ""))
    with translation.override(language):
        if request.method == "POST":
            return _answer(intent, is_passed=request.POST.get("outcome") == "complete")
        if intent.data["status"] != "requires_action":
            return _back(intent)
        context = {
            "amount": from_stripe(intent.data["amount"], intent.data["currency"]),
            "currency": intent.data["currency"].upper(),
            "last4": intent.hidden["card"]["last4"],
        }
        return render(request, "checkout/stripe_challenge.html", context)


def _answer(intent: StandinObject, *, is_passed: bool) -> HttpResponse:
    with transaction.atomic():
        intents.answer_challenge(intent.pk, is_passed=is_passed)
    intent.refresh_from_db()
    return _back(intent)


def _back(intent: StandinObject) -> HttpResponse:
    """To the shop, with what Stripe adds to the address."""
    url: str = intent.hidden["return_url"]
    has_succeeded = intent.data["status"] == "succeeded"
    query = urlencode(
        {
            "payment_intent": intent.pk,
            "payment_intent_client_secret": intent.data["client_secret"],
            "redirect_status": "succeeded" if has_succeeded else "failed",
        }
    )
    return HttpResponseRedirect(f"{url}{'&' if '?' in url else '?'}{query}")


def _known(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else "en"

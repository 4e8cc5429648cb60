"""Stripe's documented test cards, and what becomes of them."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from checkout.payments.providers.stripe.standin.params import Params

DECLINED = _("Your card was declined.")
ALWAYS, UNTIL_SET_UP = "always", "until set up"


@dataclass(frozen=True, slots=True)
class Decline:
    """Why a bank or Stripe refuses a card."""

    code: str
    message: str | Promise
    reason: str = ""
    param: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What is kept of a card once its number has been looked at.

    `needs_challenge` means 3-D Secure; `decline` comes after it.
    """

    brand: str
    last4: str
    exp_month: int
    exp_year: int
    decline: Decline | None = None
    needs_challenge: bool = False
    is_disputed: bool = False
    # the same for the same number, and says nothing of it
    fingerprint: str = ""
    # what the bank wants when the buyer is not there: ALWAYS, UNTIL_SET_UP or nothing
    asks_off_session: str = ""
    # why it cannot be kept for later
    setup_decline: Decline | None = None

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Card:
        """The card that `asdict` wrote down."""
        names = ("decline", "setup_decline")
        declines = {name: kept[name] and Decline(**kept[name]) for name in names}
        return cls(**{**kept, **declines})

    def must_ask(self, *, off_session: bool, is_set_up: bool) -> bool:
        """Whether the bank wants to hear from the buyer themselves."""
        if not off_session:
            return self.needs_challenge
        until_set_up = self.asks_off_session == UNTIL_SET_UP and not is_set_up
        return until_set_up or self.asks_off_session == ALWAYS


class BadCard(Exception):
    """The card's details cannot be right; no bank was asked."""

    def __init__(self, decline: Decline) -> None:
        super().__init__(str(decline.message))
        self.decline = decline


def _declined(reason: str, message: str | Promise = DECLINED) -> Decline:
    return Decline("card_declined", message, reason)


GENERIC = _declined("generic_decline")
INSUFFICIENT_FUNDS = _declined(
    "insufficient_funds", _("Your card has insufficient funds.")
)
LIVE_CARD = _declined(
    "test_mode_live_card",
    _(
        "Your card was declined. Your request was in test mode, but used a non test"
        " card. For a list of valid test cards, visit:"
        " https://stripe.com/docs/testing."
    ),
)
NOT_AUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    _(
        "We are unable to authenticate your payment method. Please choose a different"
        " payment method and try again."
    ),
)
SETUP_NOT_AUTHENTICATED = Decline(
    "setup_intent_authentication_failure", NOT_AUTHENTICATED.message
)
AUTHENTICATION_REQUIRED = Decline(
    "authentication_required",
    _("Your card was declined. This transaction requires authentication."),
    "authentication_required",
)
BAD_NUMBER = Decline(
    "incorrect_number", _("Your card number is incorrect."), param="number"
)
BAD_MONTH = Decline(
    "invalid_expiry_month",
    _("Your card's expiration month is invalid."),
    param="exp_month",
)
BAD_YEAR = Decline(
    "invalid_expiry_year",
    _("Your card's expiration year is invalid."),
    param="exp_year",
)
BAD_CVC = Decline(
    "invalid_cvc", _("Your card's security code is invalid."), param="cvc"
)

GOOD = {
    "4242424242424242",
    "4000056655665556",
    "5555555555554444",
    "2223003122003222",
    "5200828282828210",
    "5105105105105100",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "3056930009020004",
    "3566002020360505",
    "6200000000000005",
    "4000000000003055",
}
DECLINES = {
    "4000000000000002": GENERIC,
    "4000000000009995": INSUFFICIENT_FUNDS,
    "4000000000009987": _declined("lost_card"),
    "4000000000009979": _declined("stolen_card"),
    "4100000000000019": _declined("fraudulent"),
    "4000000000000069": Decline(
        "expired_card", _("Your card has expired."), "expired_card", "exp_month"
    ),
    "4000000000000127": Decline(
        "incorrect_cvc",
        _("Your card's security code is incorrect."),
        "incorrect_cvc",
        "cvc",
    ),
    "4000000000000119": Decline(
        "processing_error",
        _("An error occurred while processing your card. Try again in a little bit."),
        "processing_error",
    ),
}
# good when it is kept, refused when it is charged
LATER = {"4000000000000341": GENERIC}
CHALLENGES: dict[str, Decline | None] = {
    "4000002500003155": None,
    "4000002760003184": None,
    "4000003800000446": None,
    "4000000000003220": None,
    "4000008400001629": GENERIC,
    "4000008260003178": INSUFFICIENT_FUNDS,
}
OFF_SESSION = {
    "4000002500003155": UNTIL_SET_UP,
    "4000002760003184": ALWAYS,
    "4000000000003220": ALWAYS,
    "4000008400001629": ALWAYS,
}
NOT_KEPT = {"4000008400001629": GENERIC}
DISPUTED = {"4000000000000259"}
# what server code names instead of a number (it must never see one)
NAMES = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedLostCard": "4000000000009987",
    "pm_card_visa_chargeDeclinedStolenCard": "4000000000009979",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedProcessingError": "4000000000000119",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
    "pm_card_authenticationRequiredSetupForOffSession": "4000003800000446",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_threeDSecureRequiredChargeDeclined": "4000008400001629",
    "pm_card_createDispute": "4000000000000259",
}


def card_called(name: str, *, today: date) -> Card | None:
    """The test card behind a name such as pm_card_visa."""
    number = NAMES.get(name)
    return _card(number, 12, today.year + 1) if number else None


def read_card(details: Params, *, today: date) -> Card:
    """The card somebody typed. Raises BadCard for details that cannot be right."""
    number = str(details.get("number", "")).replace(" ", "")
    month, year = _number(details, "exp_month"), _number(details, "exp_year")
    if year is not None and year < 100:
        year += 2000
    if not _has_right_check_digit(number):
        raise BadCard(BAD_NUMBER)
    if month is None or not 1 <= month <= 12:
        raise BadCard(BAD_MONTH)
    if year is None or not today.year <= year <= today.year + 50:
        raise BadCard(BAD_YEAR)
    if (year, month) < (today.year, today.month):
        raise BadCard(BAD_MONTH)

    cvc = str(details.get("cvc", ""))
    if not cvc.isdecimal() or len(cvc) != (4 if brand_of(number) == "amex" else 3):
        raise BadCard(BAD_CVC)
    return _card(number, month, year)


def _card(number: str, month: int, year: int) -> Card:
    known = {**dict.fromkeys(GOOD | DISPUTED), **CHALLENGES, **LATER, **DECLINES}
    decline = known.get(number, LIVE_CARD)
    is_refused_at_once = number in DECLINES or number not in known
    return Card(
        brand=brand_of(number),
        last4=number[-4:],
        exp_month=month,
        exp_year=year,
        decline=decline,
        needs_challenge=number in CHALLENGES,
        is_disputed=number in DISPUTED,
        fingerprint=_fingerprint(number),
        asks_off_session=OFF_SESSION.get(number, ""),
        setup_decline=decline if is_refused_at_once else NOT_KEPT.get(number),
    )


def _fingerprint(number: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, number.encode(), "sha256").hex()[:16]


def brand_of(number: str) -> str:
    if number.startswith("4"):
        return "visa"
    if number[:2] in {"34", "37"}:
        return "amex"
    if number[:2] in {"51", "52", "53", "54", "55"} or number.startswith("2"):
        return "mastercard"
    others = {"60": "discover", "62": "unionpay", "65": "discover", "35": "jcb"}
    others |= {"30": "diners", "36": "diners", "38": "diners"}
    return others.get(number[:2], "unknown")


def _number(details: Params, name: str) -> int | None:
    given = str(details.get(name, "")).strip()
    return int(given) if given.isdecimal() and len(given) <= 4 else None


def _has_right_check_digit(number: str) -> bool:
    """ISO/IEC 7812-1 annex B (Luhn)."""
    if not (number.isascii() and number.isdecimal() and 12 <= len(number) <= 19):
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = (2 * digit - 9 if digit > 4 else 2 * digit for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0

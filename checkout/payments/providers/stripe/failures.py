"""Why a card payment failed. Pages add that no money was taken, and what to do."""

from __future__ import annotations

from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Failure(Protocol):
    """What Stripe says of a failed try; also its decline code, where it has one."""

    code: str | None


DECLINED = _("Your bank declined the payment.")
UNSAFE = _("The payment was declined. Your bank can tell you why.")
SENTENCES: dict[str, str | Promise] = {
    "insufficient_funds": _("There is not enough money on the card."),
    "expired_card": _("The card has expired."),
    "incorrect_cvc": _("The security code of the card is wrong."),
    "incorrect_number": _("The card number is wrong."),
    "processing_error": _("Something went wrong while the card was being charged."),
    "authentication_required": _(
        "Your bank wants to be sure that it is you: please confirm the payment there."
    ),
    "payment_intent_authentication_failure": _(
        "The payment was not confirmed with your bank."
    ),
    "card_velocity_exceeded": _("The card has reached its limit."),
    "currency_not_supported": _("The card does not work in this currency."),
    # a thief is told no more than anybody else
    "lost_card": UNSAFE,
    "stolen_card": UNSAFE,
    "pickup_card": UNSAFE,
    "fraudulent": UNSAFE,
}
# what Stripe says by another name
SENTENCES |= {
    "invalid_cvc": SENTENCES["incorrect_cvc"],
    "invalid_number": SENTENCES["incorrect_number"],
    "withdrawal_count_limit_exceeded": SENTENCES["card_velocity_exceeded"],
}


def sentence_for(failure: Failure | None) -> str:
    """The sentence for the buyer, in the active language."""
    reason = getattr(failure, "decline_code", None)
    code = failure.code if failure else None
    for name in (reason, code):
        if name in SENTENCES:
            return str(SENTENCES[name])
    return str(DECLINED)

"""Why a card payment failed, in a sentence that says what to do next."""

from __future__ import annotations

from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Failure(Protocol):
    """What Stripe says of a failed try; also its decline code, where it has one."""

    code: str | None


DECLINED = _(
    "Your bank declined the payment. No money was taken. Please try another card or"
    " another way of paying."
)
FRAUD = _(
    "The payment was declined. No money was taken. Please ask your bank, or choose"
    " another way of paying."
)
SENTENCES: dict[str, str | Promise] = {
    "insufficient_funds": _(
        "There is not enough money on the card. Nothing was taken. Please try another"
        " card or another way of paying."
    ),
    "expired_card": _(
        "The card has expired. Nothing was taken. Please try another one."
    ),
    "incorrect_cvc": _(
        "The security code of the card is wrong. Nothing was taken. Please check it"
        " and try again."
    ),
    "incorrect_number": _(
        "The card number is wrong. Nothing was taken. Please check it and try again."
    ),
    "processing_error": _(
        "Something went wrong while the card was being charged. Nothing was taken."
        " Please try again in a minute."
    ),
    "authentication_required": _(
        "Your bank wants to be sure that it is you. Nothing was taken. Please try"
        " again and confirm the payment with your bank."
    ),
    "payment_intent_authentication_failure": _(
        "The payment was not confirmed with your bank. Nothing was taken. Please try"
        " again, or choose another way of paying."
    ),
    "card_velocity_exceeded": _(
        "The card has reached its limit. Nothing was taken. Please try another card or"
        " another way of paying."
    ),
    "currency_not_supported": _(
        "The card does not work in this currency. Nothing was taken. Please try"
        " another card or another way of paying."
    ),
    # a thief is told no more than anybody else
    "lost_card": FRAUD,
    "stolen_card": FRAUD,
    "pickup_card": FRAUD,
    "fraudulent": FRAUD,
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

"""Why PayPal did not pay. Pages add that no money was taken, and what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DECLINED = _("PayPal could not charge the card or the account that you chose there.")
RESTRICTED = _("PayPal does not let this account pay. It can tell you why.")
REFUSED = _("PayPal refused the payment.")
EXPIRED = _("The payment at PayPal has run out. Please start again.")
GONE = _("PayPal no longer keeps your consent. Please pay in another way.")
SENTENCES: dict[str, str | Promise] = {
    "INSTRUMENT_DECLINED": DECLINED,
    "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING": DECLINED,
    "PAYER_ACTION_REQUIRED": _("PayPal wants you to confirm the payment there."),
    "PAYER_CANNOT_PAY": RESTRICTED,
    "PAYER_ACCOUNT_RESTRICTED": RESTRICTED,
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED": RESTRICTED,
    "TRANSACTION_LIMIT_EXCEEDED": _("The payment is beyond a limit of your account."),
    "TRANSACTION_REFUSED": REFUSED,
    "TRANSACTION_BLOCKED_BY_PAYEE": REFUSED,
    "COMPLIANCE_VIOLATION": REFUSED,
    "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED": _(
        "PayPal has tried too often. Please pay in another way."
    ),
    "TOKEN_ID_NOT_FOUND": GONE,
    "VAULT_ID_NOT_FOUND": GONE,
    "INVALID_VAULT_ID": GONE,
    "PAYMENT_SOURCE_CANNOT_BE_USED": GONE,
}
# the buyer may choose anew at PayPal, in the same payment
MAY_CHOOSE_ANEW = {
    "INSTRUMENT_DECLINED",
    "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING",
    "PAYER_ACTION_REQUIRED",
}
# what staff read of a refund that PayPal does not make
REFUNDS: dict[str, str | Promise] = {
    "CAPTURE_FULLY_REFUNDED": _("PayPal has given all of it back already."),
    "REFUND_AMOUNT_EXCEEDED": _("PayPal gives back no more than it took."),
    "MAX_NUMBER_OF_REFUNDS_EXCEEDED": _("PayPal makes no more refunds of a payment."),
    "REFUND_TIME_LIMIT_EXCEEDED": _(
        "PayPal no longer gives this payment back: it is more than 180 days old."
    ),
    "REFUND_FAILED_INSUFFICIENT_FUNDS": _(
        "There is not enough money in the shop's PayPal account for this refund."
    ),
    "REFUND_NOT_ALLOWED": _("PayPal does not let this payment be given back."),
    "PENDING_CAPTURE": _("PayPal has not finished taking this payment."),
}


def sentence_for(issue: str) -> str:
    """The sentence for the buyer, in the active language."""
    return str(SENTENCES.get(issue, REFUSED))


def refund_sentence_for(issue: str) -> str:
    return str(REFUNDS.get(issue, _("PayPal did not make this refund.")))

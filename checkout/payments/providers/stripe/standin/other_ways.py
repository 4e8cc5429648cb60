"""Ways beside cards that the stand-in knows: a wallet that pays at once, a bank to
which the buyer goes and comes back from, a debit that takes its time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.cards import (
    Card,
    Decline,
    card_called,
)
from checkout.payments.providers.stripe.standin.events import tell
from checkout.payments.providers.stripe.standin.faults import ApiFault
from checkout.payments.providers.stripe.standin.params import Params
from checkout.payments.standin.models import StandinObject
from shop.jobs.queue import enqueue

WALLET, BANK, DEBIT = "link", "ideal", "sepa_debit"
# Stripe's test accounts, and what becomes of a debit after a while
GOOD_IBANS = {"DE89370400440532013000", "AT321904300235473204"}
FAILING_IBANS = {"DE62370400440532013001", "AT861904300235473202"}
REFUSED = Decline("payment_intent_payment_attempt_failed", _("The payment failed."), "")
# days at Stripe; long enough here to see a page that waits
DEBIT_TAKES = timedelta(seconds=20)


def read_other(given: Params, *, currency: str, secures: bool) -> Card | None:
    """What is paid with, if it is no card: written down as one that has no number."""
    kind = str(given.get("type", ""))
    if kind == WALLET:
        return card_called("pm_card_visa", today=timezone.localdate())
    if kind not in {BANK, DEBIT}:
        return None
    if secures:
        raise ApiFault(f"{kind} does not support manual capture.", param="type")
    if currency != "eur":
        raise ApiFault(f"{kind} only supports eur.", param="currency")
    if kind == BANK:
        return Card(brand=BANK, last4="", exp_month=12, exp_year=2099)
    debit = given.get(DEBIT)
    iban = str(debit.get("iban", "") if isinstance(debit, dict) else "")
    iban = iban.replace(" ", "").upper()
    if iban not in GOOD_IBANS | FAILING_IBANS:
        raise ApiFault(
            "The IBAN you provided is invalid.", code="invalid_bank_account_iban"
        )
    return Card(
        brand=DEBIT,
        last4=iban[-4:],
        exp_month=12,
        exp_year=2099,
        decline=REFUSED if iban in FAILING_IBANS else None,
    )


def begin_debit(intent: StandinObject) -> Answer:
    """The debit is on its way: nothing is known yet, and nothing can be undone."""
    intent.change(
        status="processing",
        next_action=None,
        last_payment_error=None,
        payment_method=intent.hidden["payment_method"],
    )
    tell("payment_intent.processing", intent.data)
    enqueue(
        "stripe_standin.debit",
        run_at=timezone.now() + DEBIT_TAKES,
        intent_id=intent.pk,
    )
    return Answer(intent.data)

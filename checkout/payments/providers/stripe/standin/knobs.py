"""How the stand-in is made to misbehave, by tests and by the race lab.

A knob is a row, so that any process with the same database can turn it, and a test
that rolls back leaves none behind. Nothing on the web turns one, and where real keys
are set nobody reads them.

    turn("payment_intents.create", Fault.DROP, after=True)     # done, answer lost, once
    turn("refunds.*", Fault.ERROR, times=None, chance=5)       # 5 % of calls, for ever
    knob = turn("payment_intents.capture", Fault.WAIT)         # stands until released
    knob.wait_until_taken(); …; knob.release()
    turn("webhooks.payment_intent.succeeded", Fault.DELAY, seconds=30)
    still()                                                    # all knobs off

**Which call.** `RESOURCE.DEED`, `*` for any part: `payment_intents.create`,
`.retrieve`, `.confirm` (which the buyer's browser calls), `.capture`, `.cancel`,
`.update`, `refunds.create`, `.list`, `.retrieve`, `charges.retrieve`, and so on for
whatever is under `/v1/`. Webhooks are `webhooks.` and the name of the event. The
library itself repeats what was refused with 409 or 500 once: `times=2` for trouble that
reaches the shop.

**What happens to a call**, before it is carried out or, with `after`, once its effect
is there and only the answer is on its way:

- `DELAY`: `seconds` pass first. More than the ten seconds of our client is a timeout.
- `WAIT`: nothing goes on until the knob is released (at most `seconds`, or a minute):
  a barrier for races.
- `DROP`: the answer breaks off; the library raises APIConnectionError.
- `ERROR`: 500 with `api_error`. `after` the effect, the key answers as always when it
  is used again.
- `BUSY` (only before): 409, another request with this idempotency key is under way.
- `LIMIT` (only before): 429, too many requests.
- `BOUNCE` (only `refunds.create`): the refund succeeds, and the bank sends the money
  back `seconds` later (`refund.failed`).

**What happens to a webhook:**

- `DELAY`: sent `seconds` later. Out of order: delay the one that comes first.
- `SHUFFLE`: sent at some moment within `seconds`.
- `REPEAT`: sent twice.
- `FORGE`: an attempt with a wrong signature comes first; the real one follows.
- `DROP`: never sent; with `after` sent, the shop's answer lost, and so sent again.

The knobs that never stop a deed from being repeated under the same idempotency key
leave the stand-in's promises as they are: one key is one effect, changed parameters are
refused, no more goes back than was taken.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from datetime import timedelta
from fnmatch import fnmatchcase

from django.db.models import F, Q
from django.utils import timezone

from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.faults import ApiFault, error
from checkout.payments.providers.stripe.standin.models import StandinKnob

Fault = StandinKnob.Fault

LONGEST_WAIT = 60.0
LOOK_EVERY = 0.01
DOCS = "There is currently another in-progress request using this Idempotent Key"


class AnswerLost(Exception):
    """The connection breaks: whoever called hears nothing of what was done."""


def turn(
    call: str,
    fault: Fault,
    *,
    after: bool = False,
    seconds: float = 0,
    times: int | None = 1,
    chance: int = 100,
) -> StandinKnob:
    """Have the next `times` calls (None: all) that match go wrong; of these only
    `chance` per cent, if not all."""
    return StandinKnob.objects.create(
        call=call,
        fault=fault,
        is_after=after,
        seconds=seconds,
        left=times,
        chance=chance,
    )


def still() -> None:
    """Turn all knobs off; what waits goes on."""
    StandinKnob.objects.all().delete()


def take(call: str, faults: Iterable[str], *, after: bool = False) -> list[StandinKnob]:
    """The knobs that this very call runs into, each counted down once."""
    turned = StandinKnob.objects.filter(fault__in=list(faults), is_after=after)
    return [
        knob
        for knob in turned.exclude(left=0).order_by("pk")
        if fnmatchcase(call, knob.call) and _happens(knob) and _count(knob)
    ]


def misbehave(call: str, *, after: bool = False) -> None:
    """Do to an API call what the knobs say. Raises ApiFault or AnswerLost."""
    for knob in take(call, CALL_FAULTS, after=after):
        match knob.fault:
            case Fault.DELAY:
                time.sleep(knob.seconds)
            case Fault.WAIT:
                _stand(knob)
            case Fault.DROP:
                raise AnswerLost
            case _:
                raise refusal(knob.fault)


CALL_FAULTS = (
    Fault.DELAY,
    Fault.WAIT,
    Fault.DROP,
    Fault.ERROR,
    Fault.BUSY,
    Fault.LIMIT,
)


def refusal(fault: str) -> ApiFault:
    if fault == Fault.BUSY:
        return ApiFault(
            f"{DOCS}. Please try again later.",
            status=409,
            code="idempotency_key_in_use",
            kind="idempotency_error",
        )
    if fault == Fault.LIMIT:
        return ApiFault("Too many requests.", status=429, code="rate_limit")
    return ApiFault("An unknown error occurred.", status=500, kind="api_error")


def broken_off() -> Answer:
    return Answer(error("api_error", "The connection broke off."), is_lost=True)


def send_at(call: str) -> timedelta | None:
    """How much later a webhook goes out; None for at once."""
    later = [
        knob.seconds
        if knob.fault == Fault.DELAY
        else knob.seconds * secrets.randbelow(1000) / 1000
        for knob in take(call, (Fault.DELAY, Fault.SHUFFLE))
    ]
    return timedelta(seconds=sum(later)) if later else None


def _happens(knob: StandinKnob) -> bool:
    return secrets.randbelow(100) < knob.chance


def _count(knob: StandinKnob) -> bool:
    """Two processes that meet the last turn of a knob: one of them runs into it."""
    rows = StandinKnob.objects.filter(Q(left__isnull=True) | Q(left__gt=0), pk=knob.pk)
    return bool(rows.update(left=F("left") - 1, taken=F("taken") + 1))


def _stand(knob: StandinKnob) -> None:
    until = timezone.now() + timedelta(seconds=knob.seconds or LONGEST_WAIT)
    while timezone.now() < until and StandinKnob.objects.filter(pk=knob.pk).exists():
        time.sleep(LOOK_EVERY)

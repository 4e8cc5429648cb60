"""What knobs (checkout.payments.standin.knobs) do to the stand-in for Stripe.

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

from checkout.payments.providers.stripe.standin.answers import Answer
from checkout.payments.providers.stripe.standin.faults import ApiFault, error
from checkout.payments.standin import knobs
from checkout.payments.standin.knobs import (
    AnswerLost,
    Fault,
    send_at,
    still,
    take,
    turn,
)

__all__ = [
    "AnswerLost",
    "Fault",
    "broken_off",
    "misbehave",
    "refusal",
    "send_at",
    "still",
    "take",
    "turn",
]

DOCS = "There is currently another in-progress request using this Idempotent Key"


def misbehave(call: str, *, after: bool = False) -> None:
    """Do to an API call what the knobs say. Raises ApiFault or AnswerLost."""
    knobs.misbehave(call, refusal=refusal, after=after)


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

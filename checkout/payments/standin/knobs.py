"""How stand-ins for providers are made to misbehave, by tests and by the race lab.

A knob is a row, so that any process with the same database can turn it, and a test
that rolls back leaves none behind. Nothing on the web turns one, and where real keys
are set nobody reads them. What a fault means to a provider's API its own `knobs` say.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from fnmatch import fnmatchcase

from django.db.models import F, Q
from django.utils import timezone

from checkout.payments.standin.models import StandinKnob

Fault = StandinKnob.Fault

LONGEST_WAIT = 60.0
LOOK_EVERY = 0.01
CALL_FAULTS = (
    Fault.DELAY,
    Fault.WAIT,
    Fault.DROP,
    Fault.ERROR,
    Fault.BUSY,
    Fault.LIMIT,
)


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


def misbehave(
    call: str, *, refusal: Callable[[str], Exception], after: bool = False
) -> None:
    """Do to an API call what the knobs say. Raises AnswerLost, or what `refusal`
    makes of the fault."""
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

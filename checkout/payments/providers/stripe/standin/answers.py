"""What the stand-in answers, once for each idempotency key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from checkout.payments.providers.stripe.standin.faults import ApiFault
from checkout.payments.providers.stripe.standin.params import Params
from checkout.payments.standin.models import StandinObject


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the API; `is_replay` when the key had been answered before,
    `is_lost` when it never arrives."""

    body: dict[str, Any]
    status: int = 200
    is_replay: bool = False
    is_lost: bool = False


def answer_once(
    key: str, *, path: str, params: Params, deed: Callable[[], Answer]
) -> Answer:
    """Do a deed in one transaction, and never again under the same key.

    The same key with other parameters is refused, as by Stripe; so is what a deed
    refuses, which leaves no trace and may be tried again.
    """
    with transaction.atomic():
        if not key:
            return deed()
        asked = {"path": path, "params": _fingerprint(params)}
        entry, is_new = StandinObject.objects.get_or_create(
            id=f"key_{_hash(key)}", defaults={"kind": "key", "hidden": asked}
        )
        if not is_new:
            return _replay(entry, key, asked)
        answer = deed()
        entry.change(body=answer.body, status=answer.status)
        return answer


def _replay(entry: StandinObject, key: str, asked: dict[str, str]) -> Answer:
    if entry.hidden["path"] != asked["path"]:
        raise _reused(key, "for the same endpoint they were first used for")
    if entry.hidden["params"] != asked["params"]:
        raise _reused(key, "with the same parameters they were first used with")
    return Answer(entry.data["body"], entry.data["status"], is_replay=True)


def _reused(key: str, how: str) -> ApiFault:
    return ApiFault(
        f"Keys for idempotent requests can only be used {how}. Try using a key other"
        f" than '{key}' if you meant to execute a different request.",
        kind="idempotency_error",
    )


def _fingerprint(params: Params) -> str:
    # a hash of a card number can be guessed: leave the number out of it
    known = {name: params[name] for name in params if name != "payment_method_data"}
    return _hash(json.dumps(known, sort_keys=True))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

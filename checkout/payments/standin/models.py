from __future__ import annotations

import secrets
import time
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class StandinObjectQuerySet(models.QuerySet["StandinObject"]):
    def of(self, kind: str) -> StandinObjectQuerySet:
        return self.filter(kind=kind)


class StandinObject(models.Model):
    """An object of a stand-in: what its API shows of it, and what it hides.

    No card number ever gets here, only its brand and its last four digits.
    """

    id = models.CharField(primary_key=True, max_length=100)
    kind = models.CharField(max_length=30)
    # the encoder writes translated sentences in the buyer's language
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    hidden = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StandinObjectQuerySet.as_manager()

    class Meta:
        verbose_name = "object of the Stripe stand-in"
        verbose_name_plural = "objects of the Stripe stand-in"
        indexes = (
            models.Index(fields=["kind", "-created_at"], name="standin_by_kind"),
        )

    def __str__(self) -> str:
        return self.id

    def change(self, **data: Any) -> None:
        """Write new values of what the API shows."""
        self.data |= data
        self.save(update_fields=["data", "hidden"])


def new_id(prefix: str) -> str:
    return f"{prefix}_standin{secrets.token_hex(8)}"


class StandinKnob(models.Model):
    """Something that is to go wrong at a stand-in; `knobs` says how and when.

    `left` is how many calls are still to run into it (None: all of them), `taken` how
    many have.
    """

    class Fault(models.TextChoices):
        DELAY = "delay"
        WAIT = "wait"
        DROP = "drop"
        ERROR = "error"
        BUSY = "busy"
        LIMIT = "limit"
        BOUNCE = "bounce"
        SHUFFLE = "shuffle"
        REPEAT = "repeat"
        FORGE = "forge"

    call = models.CharField(max_length=100)
    fault = models.CharField(max_length=10, choices=Fault)
    is_after = models.BooleanField(default=False)
    seconds = models.FloatField(default=0)
    left = models.PositiveIntegerField(null=True, blank=True)
    chance = models.PositiveIntegerField(default=100)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "knob of the Stripe stand-in"
        verbose_name_plural = "knobs of the Stripe stand-in"

    def __str__(self) -> str:
        return f"{self.call}: {self.fault}"

    def release(self) -> None:
        """Let go on whatever stands at it."""
        self.delete()

    def wait_until_taken(self, *, seconds: float = 10) -> None:
        """Return once a call stands at it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if StandinKnob.objects.filter(pk=self.pk, taken__gt=0).exists():
                return
            time.sleep(0.01)
        raise TimeoutError(f"nobody came to {self}")

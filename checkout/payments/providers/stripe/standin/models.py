from __future__ import annotations

import secrets
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class StandinObjectQuerySet(models.QuerySet["StandinObject"]):
    def of(self, kind: str) -> StandinObjectQuerySet:
        return self.filter(kind=kind)


class StandinObject(models.Model):
    """An object of the Stripe stand-in: what the API shows of it, and what it hides.

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

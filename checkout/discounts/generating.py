"""Making one-time codes in bulk."""

from __future__ import annotations

import secrets

from django.db import transaction

from checkout.discounts.models import CodeBatch, OneTimeCode

# no letter or digit that is taken for another
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 10
MOST = 10_000


@transaction.atomic
def generate_codes(batch: CodeBatch, count: int, *, prefix: str = "") -> int:
    """`count` new codes that nobody can guess; returns how many were made."""
    start = f"{prefix.strip().upper()}-" if prefix.strip() else ""
    wanted: set[str] = set()
    while len(wanted) < min(count, MOST):
        drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        wanted.add(start + drawn)
    rows = [OneTimeCode(batch=batch, code=code) for code in sorted(wanted)]
    OneTimeCode.objects.bulk_create(rows, batch_size=500)
    return len(rows)

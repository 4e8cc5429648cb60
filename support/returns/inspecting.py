from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from checkout.flow.refunding_parts import take_in
from shop.money.amounts import ZERO
from support.returns.models import Return, ReturnLine


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one line."""

    verdict: str
    reduction: Decimal = ZERO
    found: str = ""
    restocks: bool = False


@transaction.atomic
def inspect(back: Return, findings: Mapping[int, Finding], *, by: str) -> None:
    """Write down what came back (line of the return -> finding), once. What can be
    sold again goes on the shelf, the rest is written off. Where nothing can be
    accepted, the return is refused. Raises Return.MoveRefused."""
    lines = list(back.lines.select_related("line").order_by("pk"))
    reasons = [f.found for f in findings.values() if f.found]
    is_refused = all(
        findings[line.pk].verdict == ReturnLine.Verdict.REFUSED for line in lines
    )
    back.move_to(Return.Status.INSPECTED, by=by)
    shelf = Counter[int]()
    for line in lines:
        finding = findings[line.pk]
        line.verdict = finding.verdict
        line.reduction = finding.reduction
        line.found = finding.found
        line.is_restocked = finding.restocks
        line.save(update_fields=["verdict", "reduction", "found", "is_restocked"])
        if finding.restocks:
            shelf[line.line.variant_id] += line.quantity
    if shelf:
        take_in(shelf, reference=back.order.number, by=by)
    if is_refused:
        back.move_to(Return.Status.REFUSED, by=by, reason="; ".join(reasons))

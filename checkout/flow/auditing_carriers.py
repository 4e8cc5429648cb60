"""What must be true of the cash that carriers bring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from checkout.flow.faults import Fault
from checkout.payments.models import LedgerEntry, Payment
from checkout.remittances.models import CarrierRemittance
from shop.money.amounts import ZERO


def carrier_faults() -> Iterator[Fault]:
    """Every breach: more brought than owed, unpaid and yet brought, rows of carriers
    and the ledger that differ."""
    brought = _brought()
    payments = Payment.objects.select_related("order").in_bulk(brought)
    for pk, entries in brought.items():
        payment, total = payments[pk], sum(entries.values(), ZERO)
        name = f"{payment.order.number}, {payment}"
        if total > payment.due:
            yield Fault(name, _("A carrier has brought more than it collected."))
        if total >= payment.due and payment.status != Payment.Status.CAPTURED:
            yield Fault(name, _("A carrier has brought what nobody has paid."))
    yield from _rows_that_differ(brought)


def _rows_that_differ(brought: dict[int, dict[str, Decimal]]) -> Iterator[Fault]:
    left = {(pk, key) for pk, entries in brought.items() for key in entries}
    booked = CarrierRemittance.objects.filter(status=CarrierRemittance.Status.BOOKED)
    for row in booked.order_by("pk").iterator():
        assert row.payment_id is not None, "the database does not book without one"
        left.discard((row.payment_id, row.key))
        entry = brought.get(row.payment_id, {}).get(row.key, ZERO)
        if entry != row.amount - row.surplus:
            yield Fault(str(row), _("What was booked of it is not in the ledger."))
    for pk, key in sorted(left):
        yield Fault(
            f"{pk}, {key[:8]}", _("No carrier’s list has the money in the ledger.")
        )


def _brought() -> dict[int, dict[str, Decimal]]:
    """Payment -> movement -> amount."""
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    entries = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.REMITTED)
    rows = entries.order_by("payment", "pk")
    for pk, reference, amount in rows.values_list("payment", "reference", "amount"):
        found[pk][reference] = amount
    return found

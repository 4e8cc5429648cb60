"""Takes one guard of the money's path away at a time, and shows that a test notices.

Works in a copy of the tree. Each mutation replaces one piece of the source and runs
the tests that guard it; it is caught when they fail. Exits with 1 for one that
survives, and says so when the piece it would replace is no longer there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_BEHIND = {".git", ".venv", "var", "docs", "locale"}


@dataclass(frozen=True)
class Mutation:
    """`before` becomes `after` in `file`; `tests` must notice."""

    name: str
    file: str
    before: str
    after: str
    tests: str


PAYMENTS = "checkout/payments"
PAYPAL = f"{PAYMENTS}/providers/paypal"
# a lock is refused outside of a transaction: with one goes the other
WRITE_DOWN = (
    "def _write_down_begun(payment: Payment, provider: Provider, begun: Begun)"
    " -> None:\n"
    '    """All of it or nothing: where nothing is written, the job begins once'
    ' more."""\n'
    "    # whoever needs both rows locks the order first\n"
)
LOCK_THE_ORDER = "Order.objects.select_for_update(no_key=True).get(pk=payment.order_id)"
MUTATIONS = (
    Mutation(
        "Payment.move_to changes a row whatever its status is",
        f"{PAYMENTS}/models.py",
        "rows = Payment.objects.filter(pk=self.pk, status__in=self.SOURCES[status])",
        "rows = Payment.objects.filter(pk=self.pk)",
        f"{PAYMENTS}/tests/test_settling.py",
    ),
    Mutation(
        "Payment.move_to does not count the rows it changed",
        f"{PAYMENTS}/models.py",
        "if not rows.update(status=status, **changes):",
        "if rows.update(status=status, **changes) is None:",
        f"{PAYMENTS}/tests checkout/flow/tests/test_cancelling.py",
    ),
    Mutation(
        "Order.move_to does not count the rows it changed",
        "checkout/orders/models.py",
        "if not rows.update(status=status):",
        "if rows.update(status=status) is None:",
        "checkout/flow/tests/test_cancelling.py",
    ),
    Mutation(
        "the database lets a movement be booked twice",
        "checkout/migrations/0001_initial.py",
        "fields=('payment', 'kind', 'reference'), name='movement_booked_once'",
        "fields=('payment', 'kind', 'reference', 'id'), name='movement_booked_once'",
        "races/test_money.py -k index_alone",
    ),
    Mutation(
        "settling books every piece of news",
        f"{PAYMENTS}/settling.py",
        "    if not is_news:\n        return\n",
        "",
        f"{PAYMENTS}/tests/test_settling.py",
    ),
    Mutation(
        "settling does not lock the order and the payment",
        f"{PAYMENTS}/settling.py",
        ".select_for_update(no_key=True)",
        "",
        "races/test_money.py -k lock_alone",
    ),
    Mutation(
        "refunds do not wait for each other",
        f"{PAYMENTS}/refunding.py",
        ".select_for_update(no_key=True)",
        "",
        "races/test_refunds.py",
    ),
    Mutation(
        "a refund may be larger than what came in",
        f"{PAYMENTS}/refunding.py",
        "if amount > locked.refundable:",
        "if False:",
        f"{PAYMENTS}/tests races/test_refunds.py",
    ),
    Mutation(
        "a refund is carried out under a new key at each try",
        f"{PAYMENTS}/providers/stripe/provider.py",
        "payment, key = refund.payment, str(refund.key)",
        "payment, key = refund.payment, str(__import__('uuid').uuid4())",
        f"{PAYMENTS}/providers/stripe/tests/test_refunding.py",
    ),
    Mutation(
        "a payment is begun under a new key at each try",
        f"{PAYMENTS}/providers/stripe/intents.py",
        '{"idempotency_key": str(payment.key)}',
        "{\"idempotency_key\": str(__import__('uuid').uuid4())}",
        f"{PAYMENTS}/providers/stripe/tests",
    ),
    Mutation(
        "a cart is closed without counting the rows",
        "checkout/flow/placing.py",
        "if not Cart.objects.open().filter(pk=cart.pk).update(closed_at=now):",
        "if Cart.objects.filter(pk=cart.pk).update(closed_at=now) is None:",
        "races/test_one_cart.py",
    ),
    Mutation(
        "a job is claimed by whoever asks",
        "shop/jobs/models.py",
        "rows = Job.objects.due(now).filter(pk=self.pk, attempts=self.attempts)",
        "rows = Job.objects.filter(pk=self.pk)",
        "shop/jobs/tests/test_queue.py races/test_refunds.py",
    ),
    Mutation(
        "a coupon is used up by reading first",
        "checkout/discounts/coupons.py",
        'free = Q(usage_limit=None) | Q(use_count__lt=F("usage_limit"))',
        "free = Q()",
        "races/test_last_unit.py",
    ),
    Mutation(
        "stock is promised without looking how much is left",
        "catalog/stock/shelves.py",
        'return Q(is_tracked=False) | Q(on_hand__gte=F("held") + F("sold") + more)',
        "return Q()",
        "catalog/stock/tests races/test_last_unit.py",
    ),
    Mutation(
        "the database lets an event of a provider be kept twice",
        "checkout/migrations/0001_initial.py",
        "fields=('provider', 'event_id'), name='provider_event_once'",
        "fields=('provider', 'event_id', 'id'), name='provider_event_once'",
        "races/test_money.py -k event_delivered",
    ),
    Mutation(
        "a provider's event is kept under a new name each time it comes",
        f"{PAYMENTS}/providers/stripe/webhooks.py",
        'event_id=event["id"],',
        "event_id=event[\"id\"] + str(__import__('uuid').uuid4()),",
        f"{PAYMENTS}/providers/stripe/tests/test_webhooks.py races/test_money.py",
    ),
    Mutation(
        "a payment has begun before it is written down who asks about it",
        f"{PAYMENTS}/starting.py",
        f"@transaction.atomic\n{WRITE_DOWN}    {LOCK_THE_ORDER}\n",
        WRITE_DOWN,
        "races/test_crashes.py",
    ),
    Mutation(
        "nobody begins a payment whose process died",
        f"{PAYMENTS}/starting.py",
        "    if payment.status == Payment.Status.BEGUN:\n",
        "    if False:\n",
        "races/test_crashes.py",
    ),
    Mutation(
        "a payment at PayPal is begun under a new key at each try",
        f"{PAYPAL}/orders.py",
        "_body(payment), key=str(payment.key))",
        "_body(payment), key=str(__import__('uuid').uuid4()))",
        f"{PAYPAL}/tests/test_paying.py",
    ),
    Mutation(
        "money at PayPal is taken under a new key at each try",
        f"{PAYPAL}/orders.py",
        "key = f\"{payment.key}-{order.get('update_time', '')}\"",
        "key = str(__import__('uuid').uuid4())",
        "races/test_paypal.py -k our_key_alone",
    ),
    Mutation(
        "PayPal is asked for money that nobody waits for",
        f"{PAYPAL}/provider.py",
        "Payment.objects.filter(pk=payment.pk, status__in=Payment.IN_PROGRESS)",
        "Payment.objects.filter(pk=payment.pk)",
        f"{PAYPAL}/tests/test_paying.py",
    ),
    Mutation(
        "the database lets a cart be reminded of twice",
        "checkout/migrations/0020_reminders_of_carts.py",
        "fields=('cart', 'number'), name='reminded_once_of_a_cart'",
        "fields=('cart', 'number', 'id'), name='reminded_once_of_a_cart'",
        "races/test_reminders.py",
    ),
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Take guards away, one at a time.")
    parser.add_argument("only", nargs="*", help="numbers; all without")
    only = {int(number) for number in parser.parse_args().only}
    survivors = 0
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        copy = Path(folder) / "shop"
        shutil.copytree(ROOT, copy, ignore=_left_behind)
        for number, mutation in enumerate(MUTATIONS, start=1):
            if only and number not in only:
                continue
            said = _try(mutation, copy)
            survivors += not said
            sys.stdout.write(f"{number:>2}. {mutation.name}: {said or 'SURVIVES'}\n")
            sys.stdout.flush()
    return 1 if survivors else 0


def _left_behind(folder: str, names: list[str]) -> set[str]:
    return LEFT_BEHIND & {*names} if Path(folder) == ROOT else set()


def _try(mutation: Mutation, copy: Path) -> str:
    """Which test noticed; "" where none did."""
    path = copy / mutation.file
    source = path.read_text()
    if mutation.before not in source:
        raise SystemExit(f"{mutation.file} no longer says: {mutation.before}")
    path.write_text(source.replace(mutation.before, mutation.after))
    try:
        return _first_failure(mutation.tests.split(), copy)
    finally:
        path.write_text(source)


def _first_failure(tests: list[str], copy: Path) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", *tests],
        cwd=copy,
        env={**os.environ, "CI": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = [
        line.removeprefix("FAILED ").split(" - ")[0]
        for line in run.stdout.splitlines()
        if line.startswith(("FAILED ", "ERROR "))
    ]
    if run.returncode and not failed:
        raise SystemExit(run.stdout + run.stderr)
    return failed[0] if failed else ""


if __name__ == "__main__":
    sys.exit(main())

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from checkout.flow.auditing import audit_books


class Command(BaseCommand):
    help = "Check that money, orders and stock add up. Exits with 1 where they do not."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                # one picture of the books, although the shop goes on selling
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            faults = list(audit_books())
        for fault in faults:
            self.stdout.write(f"{fault.subject}: {fault.sentence}")
        if faults:
            raise CommandError(f"Faults in the books: {len(faults)}.")
        self.stdout.write("The books add up.")

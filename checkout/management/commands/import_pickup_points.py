from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from checkout.delivery.points.feeds import UnreadableFeed, read_feed
from checkout.delivery.points.taking_in import take_in


class Command(BaseCommand):
    help = "Take in a carrier's file of pick-up points (JSON or CSV)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("carrier", help="the code of the carrier, like omniva")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            feed = read_feed(options["file"].read_bytes())
        except (OSError, UnreadableFeed) as fault:
            raise CommandError(str(fault)) from fault
        taken = take_in(feed, carrier_code=options["carrier"], now=timezone.now())
        self.stdout.write(
            f"New: {taken.new}. Changed: {taken.changed}. Retired: {taken.retired}. "
            f"As before: {taken.same}. Not readable: {taken.faulty}."
        )

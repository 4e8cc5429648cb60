from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from checkout.leaving.models import Visit
from shop.jobs.registry import daily

KEPT_FOR = timedelta(days=90)


def forget_visits(today: date) -> int:
    """Delete visits that say nothing of today's shop. Returns how many there were."""
    return Visit.objects.filter(begun_on__lt=today - KEPT_FOR).delete()[0]


@daily
def forget_visits_once_a_day() -> None:
    forget_visits(timezone.localdate())

from __future__ import annotations

from datetime import date, timedelta

from django.core.cache import cache
from django.utils import timezone

from checkout.leaving.models import Visit
from shop.jobs.registry import reader

KEPT_FOR = timedelta(days=90)
ONE_DAY = 24 * 3600


def forget_visits(today: date) -> int:
    """Delete visits that say nothing of today's shop. Returns how many there were."""
    return Visit.objects.filter(begun_on__lt=today - KEPT_FOR).delete()[0]


@reader
def forget_visits_once_a_day() -> None:
    if cache.add("visits-forgotten", True, ONE_DAY):
        forget_visits(timezone.localdate())

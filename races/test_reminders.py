"""One cart that somebody wants to be reminded of, and several workers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from checkout.reminding.mails import claim_reminders
from checkout.reminding.models import Reminder
from checkout.reminding.wishing import keep_wish
from checkout.testing import make_cart, make_shop
from races.guards import Uniques
from races.starting import PATIENT, Deed, race
from shop.jobs.running import run_due

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

CLAIM_IT = r'INSERT INTO "checkout_reminder"'


def four_workers_who_remind() -> list[Deed]:
    make_shop()
    long_ago = timezone.now() - timedelta(hours=5)
    keep_wish(make_cart(), email="anna@example.com", language="en", now=long_ago)
    return [_remind] * 4


def _remind() -> int:
    """How many mails this worker has sent."""
    claim_reminders()
    run_due()
    return len(mail.outbox)


def test_a_cart_is_reminded_of_once_however_many_claim_it() -> None:
    ends = race(*four_workers_who_remind(), meet=CLAIM_IT)

    assert ends == {1: 1, 0: 3}
    assert Reminder.objects.get().sent_at


def test_control_without_the_index_there_is_a_mail_for_each_claim(
    uniques: Uniques,
) -> None:
    deeds = four_workers_who_remind()
    uniques.without(Reminder, "cart", "number")

    ends = race(*deeds, meet=CLAIM_IT, patience=PATIENT)

    assert sum(int(str(sent)) * count for sent, count in ends.items()) == 4
    assert Reminder.objects.count() == 4

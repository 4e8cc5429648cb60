"""Money put on accounts and taken off them: only here, only under their lock."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checkout.credit.models import CreditAccount, CreditEntry
from shop.languages.writing import isolated, money_text
from shop.money.amounts import ZERO
from shop.templatetags.dates import full_day
from shop.users.models import User


class CreditRefused(Exception):
    """It cannot be paid with: one sentence that says why, for the reader."""


@transaction.atomic
def book(
    account: CreditAccount,
    *,
    kind: str,
    amount: Decimal,
    reference: str,
    by: str,
    reason: str = "",
) -> CreditEntry:
    """Add an entry to an account, once per `reference`: who comes again gets the
    entry that is there.

    Raises CreditRefused when there would be less than nothing on the account. All who
    change an account wait for each other here, so that never comes true.
    """
    locked = lock(account)
    there = CreditEntry.objects.filter(reference=reference).first()
    if there:
        return there
    if kind in (CreditEntry.Kind.SPENT, CreditEntry.Kind.MOVED) and amount < 0:
        check_usable(locked)
    if amount < 0 and locked.balance + amount < 0:
        raise _too_little(locked)
    return CreditEntry.objects.create(
        account=locked,
        kind=kind,
        amount=amount,
        reference=reference,
        by=by,
        reason=reason,
    )


def lock(account: CreditAccount) -> CreditAccount:
    """The account as it is now; until this transaction ends, nobody changes it."""
    return CreditAccount.objects.select_for_update(no_key=True).get(pk=account.pk)


def check_usable(account: CreditAccount, currency: str = "") -> None:
    """Raises CreditRefused unless something can be paid with it today."""
    name = name_of(account)
    if account.is_blocked:
        raise CreditRefused(
            _("%(card)s has been blocked. Please write to us.") % {"card": name}
        )
    if account.is_expired(localdate()):
        assert account.valid_until is not None, "else it would not be expired"
        raise CreditRefused(
            _("%(card)s was valid until %(day)s.")
            % {"card": name, "day": full_day(account.valid_until)}
        )
    if currency and account.currency != currency:
        raise CreditRefused(
            _("%(card)s is in %(its)s, and this cart in %(currency)s.")
            % {"card": name, "its": account.currency, "currency": currency}
        )


def store_credit_of(user: User, currency: str) -> CreditAccount:
    """A customer's store credit, opened now if there is none."""
    return CreditAccount.objects.get_or_create(
        user=user, currency=currency, kind=CreditAccount.Kind.STORE_CREDIT
    )[0]


def name_of(account: CreditAccount) -> str:
    """What a reader calls it: “Gift card •••• 1234”."""
    if not account.is_gift_card:
        return _("Store credit")
    return _("Gift card %(number)s") % {"number": isolated(f"•••• {account.last_four}")}


def _too_little(account: CreditAccount) -> CreditRefused:
    left = max(account.balance, ZERO)
    return CreditRefused(
        _("%(card)s: only %(left)s is left on it.")
        % {
            "card": name_of(account),
            "left": money_text(left, account.currency, get_language() or "en"),
        }
    )

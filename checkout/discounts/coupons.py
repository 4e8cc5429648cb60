from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checkout.discounts.models import Coupon, OneTimeCode
from checkout.totals.quote import Discount
from shop.languages.writing import money_text
from shop.templatetags.dates import full_day


class CouponRefused(Exception):
    """The code does not hold now: one sentence, in the reader's language, that says
    why and, where anything would, what makes it valid."""


def coupon_for(code: str, *, goods: Decimal, currency: str, now: datetime) -> Coupon:
    """The coupon called `code`, however it is spelt, for goods worth `goods`.

    Raises CouponRefused.
    """
    wanted = "".join(code.split()).upper()
    coupon = Coupon.objects.filter(code=wanted).first()
    if coupon is None or not coupon.is_active or coupon.needs_code:
        raise _unknown(wanted)
    check_coupon(coupon, goods=goods, currency=currency, now=now)
    return coupon


def one_time_code_for(code: str, *, now: datetime) -> OneTimeCode | None:
    """The one-time code that was typed, if it is one. Raises CouponRefused."""
    wanted = "".join(code.split()).upper()
    codes = OneTimeCode.objects.select_related("batch__coupon", "batch__offer")
    found = codes.filter(code=wanted).first()
    if found:
        check_code(found, now=now)
    return found


def check_code(code: OneTimeCode, *, now: datetime) -> None:
    """Raises CouponRefused unless the one-time code can still be used."""
    batch = code.batch
    if not batch.is_active:
        raise _unknown(code.code)
    if code.used_at:
        raise CouponRefused(
            _("The code “%(code)s” has been used. Each of these codes counts once.")
            % {"code": code.code}
        )
    if not batch.holds_at(now):
        assert batch.ends_at, "else it holds"
        raise CouponRefused(
            _("The code “%(code)s” was valid until %(moment)s.")
            % {
                "code": code.code,
                "moment": full_day(batch.ends_at - timedelta(microseconds=1)),
            }
        )


def saves_less(coupon: Coupon | None) -> str:
    """Why a coupon that holds takes nothing off."""
    return _(
        "The code “%(code)s” cannot be used together with these offers, and they save "
        "you at least as much."
    ) % {"code": coupon.code if coupon else ""}


def check_coupon(
    coupon: Coupon, *, goods: Decimal, currency: str, now: datetime
) -> None:
    """Raises CouponRefused unless the coupon holds for these goods at this moment."""
    _check_time(coupon, now)
    if coupon.usage_limit is not None and coupon.use_count >= coupon.usage_limit:
        raise _used_up(coupon)
    _check_value(coupon, goods, currency)


def discount_of(coupon: Coupon, currency: str) -> Discount:
    """What the coupon takes off goods that are paid in `currency`."""
    match coupon.kind:
        case Coupon.Kind.PERCENT:
            return Discount(percent=coupon.value or Decimal(0))
        case Coupon.Kind.AMOUNT:
            assert coupon.currency == currency, "check_coupon refuses other currencies"
            return Discount(amount=coupon.value or Decimal(0))
        case _:
            return Discount(frees_delivery=True)


@transaction.atomic
def claim_use(coupon: Coupon, *, email: str, now: datetime) -> None:
    """Count one use by a customer, inside the transaction that places the order.

    Raises CouponRefused, and then has counted nothing. The counter is raised first:
    its row lock makes two orders of one customer wait for each other.
    """
    free = Q(usage_limit=None) | Q(use_count__lt=F("usage_limit"))
    rows = Coupon.objects.filter(free, pk=coupon.pk)
    is_counted = rows.update(use_count=F("use_count") + 1)
    coupon.refresh_from_db()
    if not coupon.is_active:
        raise _unknown(coupon.code)
    _check_time(coupon, now)
    if not is_counted:
        raise _used_up(coupon)
    limit = coupon.limit_per_customer
    uses = coupon.uses.filter(email__iexact=email.strip())
    if limit is not None and uses.count() >= limit:
        raise CouponRefused(
            _("You have already used the code “%(code)s”. Order without it.")
            % {"code": coupon.code}
        )


def release_use(coupon: Coupon) -> None:
    """Give back a use that came to nothing."""
    taken = Coupon.objects.filter(pk=coupon.pk, use_count__gt=0)
    taken.update(use_count=F("use_count") - 1)


def _check_time(coupon: Coupon, now: datetime) -> None:
    if coupon.starts_at and now < coupon.starts_at:
        raise CouponRefused(
            _("The code “%(code)s” is valid from %(moment)s.")
            % {"code": coupon.code, "moment": full_day(coupon.starts_at)}
        )
    if coupon.ends_at and now >= coupon.ends_at:
        last_moment = coupon.ends_at - timedelta(microseconds=1)
        raise CouponRefused(
            _("The code “%(code)s” was valid until %(moment)s.")
            % {"code": coupon.code, "moment": full_day(last_moment)}
        )


def _check_value(coupon: Coupon, goods: Decimal, currency: str) -> None:
    is_in_money = coupon.kind == Coupon.Kind.AMOUNT or coupon.minimum > 0
    if is_in_money and coupon.currency and coupon.currency != currency:
        raise CouponRefused(
            _("The code “%(code)s” is for orders paid in %(currency)s.")
            % {"code": coupon.code, "currency": coupon.currency}
        )
    if goods < coupon.minimum:
        language = get_language() or "en"
        raise CouponRefused(
            _(
                "The code “%(code)s” is for goods worth %(minimum)s or more: "
                "add %(missing)s to use it."
            )
            % {
                "code": coupon.code,
                "minimum": money_text(coupon.minimum, currency, language),
                "missing": money_text(coupon.minimum - goods, currency, language),
            }
        )


def _unknown(code: str) -> CouponRefused:
    return CouponRefused(
        _("We do not know the code “%(code)s”. Is it spelt as you received it?")
        % {"code": code[:40]}
    )


def _used_up(coupon: Coupon) -> CouponRefused:
    return CouponRefused(
        _("The code “%(code)s” has been used as often as it could be.")
        % {"code": coupon.code}
    )

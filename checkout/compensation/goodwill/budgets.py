"""What a member of staff may still give this month without asking anybody."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from checkout.compensation.goodwill.models import Goodwill, GoodwillBudget
from shop.money.amounts import ZERO
from shop.users.models import User

# where neither the person nor a role of theirs has one
USUAL = {"EUR": Decimal(50)}


def budget_of(user: User, currency: str) -> Decimal:
    """One's own, else the largest of one's roles, else the usual one."""
    budgets = GoodwillBudget.objects.filter(currency=currency)
    own = budgets.filter(user=user).first()
    if own is not None:
        return own.per_month
    of_roles = budgets.filter(group__in=user.groups.all())
    amounts = of_roles.values_list("per_month", flat=True)
    return max(amounts, default=USUAL.get(currency, ZERO))


def left_of(user: User, currency: str) -> Decimal:
    """Never below nothing, also where a budget was made smaller meanwhile."""
    given = given_this_month().filter(asked_by=user, currency=currency)
    total = given.aggregate(total=Sum("amount"))["total"]
    return max(budget_of(user, currency) - (total or ZERO), ZERO)


def given_this_month() -> QuerySet[Goodwill]:
    """What was taken from budgets."""
    month = timezone.localtime().replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    return Goodwill.objects.filter(is_within_budget=True, asked_at__gte=month)

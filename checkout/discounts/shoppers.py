"""What offers ask about a customer: the fewest questions that the rules need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count

from checkout.discounts.counting import Rule
from checkout.discounts.engine import Shopper
from checkout.discounts.models import CartOffer, CustomerGroup, OfferUse, Purchase


def shopper_for(
    rules: Sequence[Rule],
    *,
    user_id: int | None,
    email: str,
    codes: Iterable[int] = (),
) -> Shopper:
    """`email` is "" as long as nobody told it: then it is taken for a first order.

    Groups are those of who is signed in; an address that is only typed opens none.
    """
    email = email.strip().lower()
    return Shopper(
        groups=_groups(rules, user_id),
        has_ordered=has_ordered(email)
        if email and any(rule.is_first_order_only for rule in rules)
        else False,
        has_had=_had(rules, email) if email else frozenset(),
        codes=frozenset(codes),
    )


def has_ordered(email: str) -> bool:
    return Purchase.objects.filter(email=email.strip().lower()).exists()


def used_up(rules: Sequence[Rule]) -> frozenset[int]:
    """Offers that have been used as often as they could be."""
    limits = {rule.id: rule.usage_limit for rule in rules if rule.usage_limit}
    if not limits:
        return frozenset()
    counts = CartOffer.objects.filter(pk__in=limits).values_list("pk", "use_count")
    return frozenset(pk for pk, count in counts if count >= limits[pk])


def _groups(rules: Sequence[Rule], user_id: int | None) -> frozenset[int]:
    if user_id is None or not any(rule.groups for rule in rules):
        return frozenset()
    theirs = CustomerGroup.users.through.objects.filter(user=user_id)
    return frozenset(theirs.values_list("customergroup_id", flat=True))


def _had(rules: Sequence[Rule], email: str) -> frozenset[int]:
    limits = {rule.id: rule.limit_per_customer for rule in rules}
    limited = {pk: limit for pk, limit in limits.items() if limit is not None}
    if not limited:
        return frozenset()
    uses = OfferUse.objects.filter(offer__in=limited, email=email).order_by()
    counts = uses.values_list("offer").annotate(count=Count("pk"))
    return frozenset(pk for pk, count in counts if count >= limited[pk])

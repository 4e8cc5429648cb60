"""What staff may do about reviews: answer them, and hide what breaks the rules.

Nobody here can change what a buyer wrote (Directive 2005/29/EC Annex I 23c).
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from shop.kept.generation import pages_changed
from support.reviews.models import Review, ReviewReport
from support.reviews.rating import rate


def report(review: Review, *, reason: str) -> ReviewReport:
    """Note that a reader holds a review to be against the rules."""
    return review.reports.create(reason=reason)


@transaction.atomic
def hide(review: Review, *, reason: str) -> None:
    """Take a review off the pages for a reason its writer can read."""
    assert reason, "a review is hidden for a reason"
    _show_or_hide(review, status=Review.Status.HIDDEN, reason=reason)


@transaction.atomic
def keep(review: Review) -> None:
    """Decide that a review stands (again), whatever was reported."""
    _show_or_hide(review, status=Review.Status.SHOWN, reason="")


def reply(review: Review, *, text: str) -> None:
    """Answer below a review; an empty text takes the answer back."""
    review.reply = text
    review.replied_at = timezone.now() if text else None
    review.save(update_fields=["reply", "replied_at"])
    pages_changed()


def _show_or_hide(review: Review, *, status: Review.Status, reason: str) -> None:
    review.status = status
    review.hidden_reason = reason
    review.save(update_fields=["status", "hidden_reason"])
    review.reports.filter(decided_at=None).update(decided_at=timezone.now())
    rate(review.product_id)

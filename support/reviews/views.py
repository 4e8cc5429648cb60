from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from checkout.orders.models import OrderLine
from shop.web.limits import limited
from support.reviews.forms import ReportForm, ReviewForm
from support.reviews.models import Review, ReviewRequest
from support.reviews.moderating import report
from support.reviews.requesting import refuse
from support.reviews.writing import AlreadyReviewed, write_review


@dataclass(frozen=True, slots=True)
class Item:
    """A thing from the order: a form to review it, or the review it has."""

    line: OrderLine
    review: Review | None
    form: ReviewForm | None


@never_cache
@limited("review", limit=30, seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
def reviews_write(request: HttpRequest, token: UUID) -> HttpResponse:
    """Everything an order brought, to be reviewed by whoever has the link."""
    asked = get_object_or_404(
        ReviewRequest.objects.select_related("order"), token=token
    )
    lines = asked.order.lines.select_related("variant__product", "review").order_by(
        "pk"
    )
    if request.method != "POST":
        items = [_item(line, name=asked.order.name) for line in lines]
        return _page(request, asked, items)

    line = _chosen(lines, request.POST.get("line", ""))
    form = ReviewForm(request.POST, auto_id=_auto_id(line))
    if not form.is_valid():
        items = [
            _item(other, name=asked.order.name) for other in lines if other != line
        ]
        return _page(request, asked, [Item(line, None, form), *items], status=422)

    try:
        write_review(line, **form.cleaned_data, language=get_language() or "en")
    except AlreadyReviewed:
        messages.error(request, gettext("You have already reviewed this."))
    else:
        messages.success(request, gettext("Thank you. Your review is published."))
    return redirect(asked)


@require_POST
def reviews_refusal(request: HttpRequest, token: UUID) -> HttpResponse:
    """The buyer wants no more mails that ask for reviews."""
    asked = get_object_or_404(ReviewRequest, token=token)
    refuse(asked)
    messages.success(request, gettext("We will not ask you for reviews again."))
    return redirect(asked)


@limited("review-report", limit=10, seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
def review_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a review breaks the rules."""
    reviews = Review.objects.shown().select_related("product")
    review = get_object_or_404(reviews, pk=pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        page = {"review": review, "form": form}
        return render(request, "support/review_report.html", page, status=status)

    if not form.is_trapped:
        report(review, reason=form.words)
    messages.success(request, gettext("Thank you. We will look at this review."))
    return redirect(review.product)


def _item(line: OrderLine, *, name: str) -> Item:
    review = getattr(line, "review", None)
    if review:
        return Item(line, review, None)
    first, *others = name.split() or [""]
    author = f"{first} {others[-1][0]}." if others else first
    return Item(
        line, None, ReviewForm(initial={"author": author}, auto_id=_auto_id(line))
    )


def _auto_id(line: OrderLine) -> str:
    return f"id_{line.pk}_%s"


def _chosen(lines: Iterable[OrderLine], typed: str) -> OrderLine:
    """The line a form is about, if it is one of this order."""
    for line in lines:
        if str(line.pk) == typed:
            return line
    raise Http404


def _page(
    request: HttpRequest, asked: ReviewRequest, items: list[Item], *, status: int = 200
) -> HttpResponse:
    page = {"asked": asked, "order": asked.order, "items": items}
    return render(request, "support/reviews_write.html", page, status=status)

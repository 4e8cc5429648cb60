from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product
from shop.web.texts import shown_text
from support.reviews.models import Review

PER_PAGE = 6
LATEST = 3

SORTS = {
    "newest": (_("Newest"), ("-created_at", "-pk")),
    "highest": (_("Highest rating"), ("-score", "-created_at", "-pk")),
    "lowest": (_("Lowest rating"), ("score", "-created_at", "-pk")),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader asks for by the address of the page; nonsense means the default."""

    stars: int | None
    sort: str
    page: int

    @classmethod
    def read(cls, *, stars: str, sort: str, page: str) -> Choice:
        return cls(
            stars=int(stars) if stars in {"1", "2", "3", "4", "5"} else None,
            sort=sort if sort in SORTS else "newest",
            page=int(page)
            if page.isascii() and page.isdigit() and len(page) < 5
            else 1,
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """How many buyers gave that many stars."""

    stars: int
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class ShownReviews:
    count: int
    average: Decimal
    bars: list[Bar]
    choice: Choice
    chosen_count: int
    reviews: list[Review]
    page: int
    pages: int

    @property
    def previous_page(self) -> int | None:
        """None for the first page of all, whose address says nothing of pages."""
        return self.page - 1 if self.page > 2 else None

    @property
    def next_page(self) -> int:
        return self.page + 1

    @property
    def has_previous(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages


def reviews_shown(product: Product, choice: Choice) -> ShownReviews | None:
    """One page of a product's reviews with all sums, in two queries."""
    shown = Review.objects.shown().filter(product=product)
    counts = dict(shown.values_list("score").annotate(Count("pk")).order_by())
    total = sum(counts.values())
    if not total:
        return None

    chosen_count = counts.get(choice.stars, 0) if choice.stars else total
    pages = max(1, -(-chosen_count // PER_PAGE))
    page = min(max(choice.page, 1), pages)
    chosen = shown.filter(score=choice.stars) if choice.stars else shown
    rows = chosen.order_by(*SORTS[choice.sort][1])[(page - 1) * PER_PAGE :][:PER_PAGE]
    return ShownReviews(
        count=total,
        average=_average(counts),
        bars=[_bar(stars, counts.get(stars, 0), total) for stars in (5, 4, 3, 2, 1)],
        choice=choice,
        chosen_count=chosen_count,
        reviews=list(rows),
        page=page,
        pages=pages,
    )


def _average(counts: dict[int, int]) -> Decimal:
    stars = sum(score * count for score, count in counts.items())
    return round(Decimal(stars) / sum(counts.values()), 1)


def _bar(stars: int, count: int, total: int) -> Bar:
    return Bar(stars, count, round(100 * count / total))


def newest() -> list[Review]:
    """The last ones that say something, those in the language of the page first."""
    is_readable = Case(When(language=get_language() or "en", then=0), default=1)
    said = Review.objects.shown().filter(product__is_published=True).exclude(body="")
    return list(
        said.select_related("product")
        .only("author", "language", "score", "title", "body", "product__slug")
        .annotate(product_title=shown_text("title", through="product__"))
        .order_by(is_readable, "-created_at", "-pk")[:LATEST]
    )

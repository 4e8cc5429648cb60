"""What the demo's merchant says on the pages about the shop."""

from __future__ import annotations

from datetime import date, timedelta

from catalog.products.models import Product
from support.demo.reading import facts, texts
from support.pages.models import Page


def load_pages(*, today: date) -> int:
    """Bring in the pages that are not there yet; says how many."""
    known = set(Page.objects.values_list("name", flat=True))
    new = [one for one in facts("pages")["page"] if one["name"] not in known]
    for one in new:
        page = Page.objects.create(
            name=one["name"],
            checked_on=today - timedelta(days=one["checked_days_ago"]),
            **texts("pages", one["name"], text="text"),
        )
        page.products.set(Product.objects.filter(slug__in=one["products"]))
    return len(new)

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.pricing.lists import price_list_for
from catalog.storefront.cards import cards_of, for_cards
from shop.merchant.models import Merchant
from shop.web.pages import same_for_everybody
from shop.web.texts import columns, in_language
from shop.web.visitor import visitor_of
from support.guides.models import Guide


@require_safe
@same_for_everybody
def guides(request: HttpRequest) -> HttpResponse:
    """All guides, the newest first."""
    shown = Guide.objects.filter(is_published=True).only(
        "slug",
        "picture",
        "picture_width",
        "picture_height",
        *columns("title", "summary"),
    )
    return render(
        request, "support/guides.html", {"guides": shown.order_by("-updated_at", "-pk")}
    )


@require_safe
@same_for_everybody
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide with the things it is about."""
    found = get_object_or_404(Guide, slug=slug, is_published=True)
    visitor = visitor_of(request)
    cards = cards_of(
        list(for_cards(found.products.published()).order_by("pk")),
        price_list=price_list_for(visitor.country, visitor.currency),
        now=timezone.now(),
    )
    page = {"guide": found, "cards": cards, "linked_data": _linked_data(found)}
    return render(request, "support/guide.html", page)


def _linked_data(guide: Guide) -> dict[str, object]:
    title, language = in_language(guide, "title")
    merchant = {"@type": "Organization", "name": Merchant.current().name}
    article: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title,
        "description": in_language(guide, "summary")[0],
        "inLanguage": language,
        "dateModified": guide.updated_at.isoformat(),
        "mainEntityOfPage": settings.SITE_URL + guide.get_absolute_url(),
        "author": merchant,
        "publisher": merchant,
    }
    if guide.picture:
        article["image"] = settings.SITE_URL + guide.picture.url
    return article

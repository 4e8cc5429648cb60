from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.categories.tree import category_tree
from catalog.pricing.lists import price_list_for
from catalog.pricing.models import PriceList
from catalog.search.finding import search as look_for
from catalog.storefront.comparing import compare
from catalog.storefront.front import front_page, running_offers
from catalog.storefront.listing import Listing, Scope, list_products
from catalog.storefront.product_page import product_page
from catalog.storefront.reading import read_product
from catalog.storefront.scopes import (
    everything,
    found,
    in_category,
    in_offer,
    on_offer,
)
from shop.web.pages import same_for_everybody
from shop.web.visitor import visitor_of


@require_safe
@same_for_everybody
def home(request: HttpRequest) -> HttpResponse:
    page = front_page(price_list=_price_list(request), now=timezone.now())
    tree = category_tree()
    return render(
        request, "catalog/home.html", {"page": page, "categories": tree.roots}
    )


@require_safe
@same_for_everybody
def category(request: HttpRequest, slug: str) -> HttpResponse:
    place = category_tree().by_slug.get(slug)
    if place is None:
        raise Http404(f"no category {slug}")
    listing = _list(request, in_category(place))
    return _answer(request, "catalog/category.html", listing, category=place)


@require_safe
@same_for_everybody
def offers(request: HttpRequest) -> HttpResponse:
    listing = _list(request, on_offer(_price_list(request)))
    running = running_offers(timezone.now())
    return _answer(request, "catalog/offers.html", listing, offers=running)


@require_safe
@same_for_everybody
def offer(request: HttpRequest, slug: str) -> HttpResponse:
    running = {rule.slug: rule for rule in running_offers(timezone.now())}
    if slug not in running:
        return render(request, "catalog/offer_over.html", status=404)
    listing = _list(request, in_offer(running[slug]))
    return _answer(request, "catalog/offer.html", listing, offer=running[slug])


@require_safe
@same_for_everybody
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:200]
    looked_for = look_for(query)
    scope = found(looked_for, query=query) if query else everything()
    listing = _list(request, scope)
    return _answer(request, "catalog/search.html", listing, query=query)


@require_safe
@same_for_everybody
def comparison(request: HttpRequest) -> HttpResponse:
    """`?p=stoneware-mug&p=travel-cup`: an address that can be sent to somebody."""
    compared = compare(
        request.GET.getlist("p"),
        price_list=_price_list(request),
        now=timezone.now(),
    )
    return render(request, "catalog/comparison.html", {"page": compared})


@require_safe
@same_for_everybody
def product(request: HttpRequest, slug: str) -> HttpResponse:
    sheet = read_product(slug)
    if sheet is None:
        raise Http404(f"no product {slug}")
    page = product_page(
        sheet,
        wanted=request.GET.get("variant", ""),
        country=visitor_of(request).country,
        price_list=_price_list(request),
        now=timezone.now(),
    )
    is_swap = request.htmx.target == "product-choice"  # type: ignore[attr-defined]
    template = "catalog/product_swap.html" if is_swap else "catalog/product.html"
    context = {"page": page, "product": page.product, "is_swap": is_swap}
    return render(request, template, context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


def _price_list(request: HttpRequest) -> PriceList:
    visitor = visitor_of(request)
    return price_list_for(visitor.country, visitor.currency)


def _list(request: HttpRequest, scope: Scope) -> Listing:
    return list_products(
        scope, request.GET, price_list=_price_list(request), now=timezone.now()
    )


def _answer(
    request: HttpRequest, template: str, listing: Listing, **context: object
) -> HttpResponse:
    """The page, or the part of it that a swap asks for."""
    parts = {"listing": "catalog/listing.html", "products": "catalog/more.html"}
    target = request.htmx.target  # type: ignore[attr-defined]
    return render(request, parts.get(target, template), {"listing": listing, **context})

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.categories.tree import category_tree
from catalog.offers.rules import rules
from catalog.pricing.lists import price_list_for
from catalog.pricing.models import PriceList
from catalog.search.finding import search as look_for
from catalog.storefront.addresses import Address
from catalog.storefront.front import front_page
from catalog.storefront.listing import Listing, list_products
from catalog.storefront.product_page import product_page
from catalog.storefront.scopes import (
    everything,
    found,
    in_category,
    in_offer,
    on_offer,
)
from shop.web.pages import same_for_everybody
from shop.web.visitor import visitor_of

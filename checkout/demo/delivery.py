from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalog.products.models import Product
from checkout.delivery.models import Method, MethodRule, Rate, Restriction, Zone
from checkout.delivery.points.feeds import read_feed
from checkout.delivery.points.models import PickupPoint
from checkout.delivery.points.taking_in import take_in
from shop.demo.files import DemoFiles
from shop.places.countries import COUNTRIES


def load_delivery(files: DemoFiles) -> int:
    """Zones with their methods and rates; a shop that has zones keeps its own.

    Returns how many methods are new.
    """
    if Zone.objects.exists():
        return 0
    given = files.facts("delivery")["zone"]
    named = {country for one in given for country in one.get("countries", ())}
    count = 0
    for position, one in enumerate(given):
        name = files.texts("delivery", "zones", name=one["code"])["name_en"]
        countries = one.get("countries") or COUNTRIES - named - {*one["except"]}
        zone = Zone.objects.create(
            name=name,
            countries=sorted(countries),
            postcodes=one.get("postcodes", []),
            excluded_postcodes=one.get("excluded_postcodes", []),
            position=position,
        )
        for order, method in enumerate(one["method"]):
            _write_method(files, zone, position=order, **method)
            count += 1
    return count


def load_points(files: DemoFiles) -> int:
    """Lockers from a carrier's file, and our workshop, which goods are collected in; a
    shop that has points keeps its own."""
    if PickupPoint.objects.exists():
        return 0
    feed = read_feed((files.folder / "pickup_points.csv").read_bytes())
    taken = take_in(feed, carrier_code="omniva", now=timezone.now())
    PickupPoint.objects.create(**files.facts("delivery")["workshop"])
    return taken.new + 1


def load_restrictions(files: DemoFiles) -> int:
    """What may not be sent somewhere, of the goods that the shop has; known by name."""
    return sum(
        _load_restriction(files, **one)
        for one in files.facts("delivery")["restriction"]
    )


def _load_restriction(
    files: DemoFiles, *, code: str, countries: list[str], products: list[str]
) -> int:
    path = ("restrictions", code)
    name = files.texts("delivery", *path, name="name")["name_en"]
    goods = list(Product.objects.filter(slug__in=products))
    if not goods or Restriction.objects.filter(name=name).exists():
        return 0
    texts = files.texts("delivery", *path, reason="reason")
    restriction = Restriction.objects.create(name=name, countries=countries, **texts)
    restriction.products.set(goods)
    return 1


def method_texts(files: DemoFiles, code: str) -> dict[str, Any]:
    """What the method is called and says: some share their words with another one."""
    shared = {
        method["code"]: method["text"]
        for zone in files.facts("delivery")["zone"]
        for method in zone["method"]
        if "text" in method
    }
    path = ("methods", shared.get(code, code))
    return files.texts("delivery", *path, name="name", description="description")


def _write_method(
    files: DemoFiles, zone: Zone, *, code: str, days: list[int], **fields: Any
) -> None:
    rates, rules = fields.pop("rates"), fields.pop("rules", ())
    fields.pop("text", None)
    method = Method.objects.create(
        zone=zone,
        code=code,
        carrier_code=fields.pop("carrier"),
        days_min=days[0],
        days_max=days[1],
        **fields,
        **method_texts(files, code),
    )
    for rule in rules:
        MethodRule.objects.create(method=method, **rule)
    lightest = 0
    for price, until_g in rates:
        Rate.objects.create(
            method=method,
            price=Decimal(price),
            weight_from_g=lightest,
            weight_until_g=until_g,
        )
        lightest = until_g

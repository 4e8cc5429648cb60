"""Opening customer care of the demo shop: what is there already stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from catalog.demo.reading import PHOTOS
from catalog.media.encoding import made_safe
from catalog.products.models import Product
from checkout.orders.models import Order
from shop.kept.generation import pages_changed
from shop.users.models import User
from support.demo.late_texts import fill_in_care
from support.demo.pages import load_pages
from support.demo.past_orders import Purchase, deliver
from support.demo.people import load_customers
from support.demo.reading import facts, texts
from support.faq.models import Question, Topic
from support.guides.models import Guide
from support.reviews.models import Review, ReviewRequest
from support.reviews.rating import rate


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many of each are new."""

    questions: int
    guides: int
    pages: int
    reviews: int


@transaction.atomic
def load_care() -> Loaded:
    """Bring in questions, guides, customers and what they think of what they bought.

    The catalogue comes first: guides and reviews are about its products.
    """
    loaded = Loaded(
        questions=_load_questions(),
        guides=_load_guides(),
        pages=load_pages(today=timezone.localdate()),
        reviews=_load_reviews(load_customers(), now=timezone.now()),
    )
    fill_in_care()
    pages_changed()
    return loaded


def _load_questions() -> int:
    given = facts("faq")
    for one in given["topic"]:
        Topic.objects.get_or_create(
            code=one["code"],
            defaults={
                "position": one["position"],
                **texts("faq", "topics", name=one["code"]),
            },
        )
    topics = Topic.objects.in_bulk(field_name="code")
    known = set(Question.objects.values_list("code", flat=True))
    new = [
        Question(
            code=one["code"],
            topic=topics[one["topic"]],
            position=position,
            **texts("faq", one["code"], question="question", answer="answer"),
        )
        for position, one in enumerate(given["question"])
        if one["code"] not in known
    ]
    return len(Question.objects.bulk_create(new))


def _load_guides() -> int:
    known = set(Guide.objects.values_list("slug", flat=True))
    new = [one for one in facts("guides")["guide"] if one["slug"] not in known]
    for one in new:
        fields = {"title": "title", "summary": "summary", "body": "body"}
        guide = Guide(slug=one["slug"], **texts(f"guides/{one['slug']}", **fields))
        photo = made_safe((PHOTOS / one["picture"]).read_bytes())
        name = f"{one['slug']}.jpg"
        # the name tells Django to measure the picture
        guide.picture.save(name, ContentFile(photo, name), save=False)
        guide.save()
        guide.products.set(Product.objects.filter(slug__in=one["products"]))
    return len(new)


def _load_reviews(signed: dict[str, User], *, now: datetime) -> int:
    products = Product.objects.in_bulk(field_name="slug")
    given = [
        (one, _purchase(one, products[one["product"]], signed, now))
        for one in facts("reviews")["review"]
        if one["product"] in products
    ]
    known = set(Order.objects.values_list("number", flat=True))
    new = [(one, bought) for one, bought in given if bought.number not in known]
    lines = deliver([bought for _, bought in new])
    ReviewRequest.objects.bulk_create(
        ReviewRequest(order=lines[bought.number].order, sent_at=_written_at(one, now))
        for one, bought in new
    )
    Review.objects.bulk_create(
        Review(
            product=bought.product,
            order_line=lines[bought.number],
            author=one["author"],
            language=one["language"],
            score=one["score"],
            title=one["title"],
            body=one["body"],
            reply=one.get("reply", ""),
            replied_at=_written_at(one, now) if one.get("reply") else None,
            created_at=_written_at(one, now),
        )
        for one, bought in new
    )
    for product_id in {bought.product.pk for _, bought in new}:
        rate(product_id)
    return len(new)


def _purchase(
    one: dict[str, Any], product: Product, signed: dict[str, User], now: datetime
) -> Purchase:
    return Purchase(
        buyer=one["author"],
        user=signed.get(one["author"]),
        product=product,
        delivered_at=_written_at(one, now) - timedelta(days=7),
    )


def _written_at(one: dict[str, Any], now: datetime) -> datetime:
    return now - timedelta(days=one["days_ago"])

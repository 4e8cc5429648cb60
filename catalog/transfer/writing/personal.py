"""What the buyer of something made to order is asked."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import slugify

from catalog.products.models import PersonalField
from catalog.transfer.records import PersonalFieldRecord
from catalog.transfer.writing.categories import differs
from catalog.transfer.writing.desk import Article, Desk
from catalog.transfer.writing.texts import fitting

LONGEST_TEXT = 1000
LONGEST_CODE = 50


def write_personal_fields(articles: Sequence[Article], desk: Desk) -> None:
    asking = [article for article in articles if article.record.personal_fields]
    ids = [article.product.pk for article in asking]
    rows = PersonalField.objects.filter(product__in=ids)
    standing = {(row.product_id, row.code): row for row in rows.order_by("pk")}
    for article in asking:
        for position, record in enumerate(article.record.personal_fields):
            code = slugify(record.code)[:LONGEST_CODE] or f"field-{position + 1}"
            row = standing.get((article.product.pk, code))
            wanted = _wanted(record, position, article, desk)
            if row is None:
                made = PersonalField(product=article.product, code=code, **wanted)
                made.save()
                standing[article.product.pk, code] = made
                article.is_changed = True
            elif names := [n for n, value in wanted.items() if differs(row, n, value)]:
                for name in names:
                    setattr(row, name, wanted[name])
                row.save(update_fields=names)
                article.is_changed = True


def _wanted(
    record: PersonalFieldRecord, position: int, article: Article, desk: Desk
) -> dict[str, object]:
    texts = {"label": record.label or record.code, "choices": "|".join(record.choices)}
    wanted: dict[str, object] = dict(fitting(texts, PersonalField, desk, article.at))
    wanted |= {
        "kind": record.kind,
        "is_required": record.is_required,
        "max_length": min(max(record.max_length, 1), LONGEST_TEXT),
        "position": position,
    }
    return wanted

"""Texts of a record as columns of the shop, in the languages it speaks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from django.db.models import Model
from modeltranslation.utils import build_localized_fieldname

from catalog.transfer import reasons
from catalog.transfer.records import ProductRecord, TranslationRecord
from catalog.transfer.writing.desk import At, Desk
from catalog.transfer.writing.names import cut

PRODUCT_TEXTS = (
    "title", "summary", "description", "materials", "instructions", "safety_warnings",
    "keywords", "seo_title", "seo_description",
)  # fmt: skip
SUMMARY = 400
TAG = re.compile(r"<[^>]*>")


def product_texts(record: ProductRecord, desk: Desk, at: At) -> dict[str, str]:
    """What the file says; what it leaves empty is not in it, and stays as it is."""
    said = {name: getattr(record, name) for name in PRODUCT_TEXTS}
    said["summary"] = plain(record.summary)
    if len(said["summary"]) > SUMMARY:
        # too long for one sentence: nothing of it may be lost
        said["description"] = f"{record.summary}\n{record.description}".strip()
    return {name: text for name, text in said.items() if text}


def plain(text: str) -> str:
    """The words of a text that may be HTML."""
    return " ".join(html.unescape(TAG.sub(" ", text)).split()) if "<" in text else text


def translations(
    records: Iterable[TranslationRecord],
    fields: Mapping[str, str],
    desk: Desk,
    at: At,
) -> dict[str, str]:
    """Column -> text, for the languages of this shop; others are told once."""
    found: dict[str, str] = {}
    for record in records:
        if record.language not in desk.known.languages:
            column = f"translations[{record.language}]"
            desk.left_out.note(at.line, column, record.title)
            continue
        for name, field in fields.items():
            text = getattr(record, name)
            if name == "summary":
                text = plain(text)
            if text:
                found[build_localized_fieldname(field, record.language)] = text
    return found


def fitting(
    values: Mapping[str, str], model: type[Model], desk: Desk, at: At
) -> dict[str, str]:
    """The texts, none longer than its column; what is cut is told."""
    fitted = {}
    for name, text in values.items():
        longest = getattr(model._meta.get_field(name), "max_length", None)
        if longest and len(text) > longest:
            desk.warn(at, name, reasons.TEXT_CUT, text, length=str(longest))
            fitted[name] = cut(text, longest)
        else:
            fitted[name] = text
    return fitted

"""The lists in cells of our own CSV."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from catalog.transfer import reasons
from catalog.transfer.packing import unpack
from catalog.transfer.records import (
    BEST_SCORE,
    DownloadRecord,
    ManufacturerRecord,
    PartRecord,
    PersonalFieldRecord,
    PictureRecord,
    PriceRecord,
    ReviewRecord,
    Specification,
)
from catalog.transfer.rows import LARGEST_MONEY, YES, Row, parse_number


def items_in(row: Row, column: str, least: int, most: int) -> Iterator[list[str]]:
    """The items of a list, filled up to `most` fields; others are told and left out."""
    for item in unpack(row.text(column)):
        if len(item) < least or len(item) > most or not item[0]:
            row.warn(column, reasons.BAD_LIST, " | ".join(item))
        else:
            yield item + [""] * (most - len(item))


def specifications_in(row: Row, column: str) -> tuple[Specification, ...]:
    return tuple(Specification(*item) for item in items_in(row, column, 2, 4))


def pictures_in(row: Row) -> tuple[PictureRecord, ...]:
    items = unpack(row.text("pictures"))
    return tuple(
        PictureRecord(item[0], "".join(item[1:2]), position, tuple(item[2:]))
        for position, item in enumerate(items)
    )


def downloads_in(row: Row) -> tuple[DownloadRecord, ...]:
    found = []
    for item in unpack(row.text("downloads")):
        if len(item) == 2 and item[1]:
            found.append(DownloadRecord(*item))
        else:
            row.warn("downloads", reasons.BAD_LIST, " | ".join(item))
    return tuple(found)


def parts_in(row: Row) -> tuple[PartRecord, ...]:
    return tuple(
        PartRecord(sku, _quantity(row, quantity))
        for sku, quantity in items_in(row, "parts", 1, 2)
    )


def _quantity(row: Row, text: str) -> int:
    number = parse_number(text or "1")
    if number is not None and number == int(number) and 0 < number < LARGEST_MONEY:
        return int(number)
    row.warn("parts", reasons.BAD_QUANTITY, text)
    return 1


def manufacturer_in(row: Row) -> ManufacturerRecord | None:
    items = list(items_in(row, "manufacturer", 1, 7))
    return ManufacturerRecord(*items[0]) if items else None


def personal_fields_in(row: Row) -> tuple[PersonalFieldRecord, ...]:
    found = []
    for item in unpack(row.text("personal_fields")):
        code, label, kind, required, length, *choices = item + [""] * (5 - len(item))
        if not code or kind not in {"", "text", "choice"}:
            row.warn("personal_fields", reasons.BAD_LIST, " | ".join(item))
            continue
        found.append(
            PersonalFieldRecord(
                code=code,
                label=label,
                kind=kind or "text",
                is_required=required.casefold() in YES,
                max_length=int(length) if length.isdecimal() else 40,
                choices=tuple(filter(None, choices)),
            ),
        )
    return tuple(found)


def prices_in(row: Row) -> tuple[PriceRecord, ...]:
    found = []
    for item in items_in(row, "other_prices", 2, 3):
        currency, price, compare_at = item[0], _money(item[1]), _money(item[2])
        if price is None or (item[2] and compare_at is None):
            row.warn("other_prices", reasons.BAD_LIST, " | ".join(item).strip(" |"))
        else:
            found.append(PriceRecord(currency, price, compare_at))
    return tuple(found)


def _money(text: str) -> Decimal | None:
    number = parse_number(text)
    return number if number is not None and 0 <= number < LARGEST_MONEY else None


def reviews_in(row: Row) -> tuple[ReviewRecord, ...]:
    found = []
    for score, title, body, name, created in items_in(row, "reviews", 1, 5):
        if score not in {str(number) for number in range(1, BEST_SCORE + 1)}:
            row.warn("reviews", reasons.BAD_SCORE, score)
            continue
        at = Row(row.line, {"reviews": created}, row.headers, row.key)
        moment = at.moment("reviews")
        row.problems.extend(at.problems)
        found.append(ReviewRecord(int(score), title, body, name, moment))
    return tuple(found)

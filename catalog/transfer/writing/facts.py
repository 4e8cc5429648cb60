"""Specifications and options: attributes and choices matched by name, in any case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.attributes.models import Attribute
from catalog.products.models import Specification as Fact
from catalog.transfer import reasons
from catalog.transfer.records import Specification
from catalog.transfer.rows import NO, YES, parse_number
from catalog.transfer.writing.desk import Article, At, Desk
from catalog.transfer.writing.names import folded
from catalog.transfer.writing.rows import new

LONGEST_TEXT = 1000
LONGEST_CHOICE = 60
LONGEST_UNIT = 20
LARGEST_NUMBER = Decimal(10) ** 10
STEP = Decimal("0.0001")
Kind = Attribute.Kind
# product, variant, attribute
Subject = tuple[int, int | None, int]


@dataclass(frozen=True, slots=True)
class Said:
    """One fact, as its row holds it."""

    choice: int | None = None
    number: Decimal | None = None
    boolean: bool | None = None
    text: str = ""

    @property
    def words(self) -> str:
        if self.number is not None:
            return f"{self.number.normalize():f}"
        if self.boolean is not None:
            return "yes" if self.boolean else "no"
        return self.text


def write_facts(articles: Sequence[Article], desk: Desk) -> None:
    """Attributes the file names are as it says; others stay as they are."""
    wanted: defaultdict[Subject, set[Said]] = defaultdict(set)
    for article in articles:
        for subject, said in _facts_of(article, desk):
            wanted[subject] = _with(said, wanted[subject])
    standing = _standing(articles)
    fresh = [
        _row(subject, said)
        for subject, facts in wanted.items()
        for said in sorted(facts - standing[subject].keys(), key=str)
    ]
    gone = [
        pk
        for subject, facts in wanted.items()
        for said, pk in standing[subject].items()
        if said not in facts
    ]
    Fact.objects.filter(pk__in=gone).delete()
    Fact.objects.bulk_create(fresh)
    changed = {
        subject[0]
        for subject, facts in wanted.items()
        if facts != standing[subject].keys()
    }
    for article in articles:
        article.is_changed |= article.product.pk in changed


def _with(said: Said, facts: set[Said]) -> set[Said]:
    """Facts that are no choices are one to the database: they are joined as text."""
    if said.choice:
        return facts | {said}
    others = {fact for fact in facts if not fact.choice}
    texts = [fact.words for fact in (*others, said)]
    joined = Said(text=", ".join(dict.fromkeys(texts))) if others - {said} else said
    return (facts - others) | {joined}


def _facts_of(article: Article, desk: Desk) -> Iterator[tuple[Subject, Said]]:
    product = article.product.pk
    for attribute, said in _said(article.record.specifications, desk, article.at):
        yield (product, None, attribute), said
    for offer, variant in article.sold:
        for choice in offer.choices:
            option = desk.known.option(choice.option)
            said = _as_choice(option, choice.value, desk, article.of(offer))
            yield (product, variant.pk, option.pk), said
        for attribute, said in _said(offer.specifications, desk, article.of(offer)):
            yield (product, variant.pk, attribute), said


def _said(
    specifications: Iterable[Specification], desk: Desk, at: At
) -> Iterator[tuple[int, Said]]:
    for said in specifications:
        attribute = desk.known.attributes.get(folded(said.name))
        if attribute is None:
            unit = said.unit if len(said.unit) <= LONGEST_UNIT else ""
            attribute = desk.known.new_attribute(
                said.name, kind=_kind(said), unit=unit, group=said.group
            )
        for value in _values(attribute, said, desk):
            yield attribute.pk, _fact(attribute, value, desk, at)


def _kind(said: Specification) -> str:
    """What an attribute seems to be, by the first that is said of it."""
    if said.value.casefold() in {"yes", "no"}:
        return Kind.BOOLEAN
    if said.unit and parse_number(said.value) is not None:
        return Kind.NUMBER
    is_long = len(said.value) > LONGEST_CHOICE or "\n" in said.value
    return Kind.TEXT if is_long else Kind.CHOICE


def _values(attribute: Attribute, said: Specification, desk: Desk) -> list[str]:
    if attribute.kind == Kind.CHOICES and not desk.known.has(attribute, said.value):
        return [value for value in map(str.strip, said.value.split(",")) if value]
    if said.unit and said.unit != attribute.unit:
        return [f"{said.value} {said.unit}"]
    return [said.value]


def _fact(attribute: Attribute, value: str, desk: Desk, at: At) -> Said:
    """In the attribute's kind, or as text where the value is not of it."""
    if attribute.kind in {Kind.CHOICE, Kind.CHOICES}:
        return _as_choice(attribute, value, desk, at)
    if attribute.kind == Kind.NUMBER:
        number = parse_number(value)
        if number is not None and abs(number) < LARGEST_NUMBER:
            return Said(number=number.quantize(STEP))
    if attribute.kind == Kind.BOOLEAN and value.casefold() in YES | NO:
        return Said(boolean=value.casefold() in YES)
    return _as_text(attribute, value, desk, at)


def _as_choice(attribute: Attribute, value: str, desk: Desk, at: At) -> Said:
    choice = desk.known.choice(attribute, value)
    return Said(choice=choice) if choice else _as_text(attribute, value, desk, at)


def _as_text(attribute: Attribute, value: str, desk: Desk, at: At) -> Said:
    if len(value) > LONGEST_TEXT:
        length = str(LONGEST_TEXT)
        desk.warn(at, attribute.name, reasons.TEXT_CUT, value, length=length)
    return Said(text=value[:LONGEST_TEXT])


def _standing(articles: Sequence[Article]) -> defaultdict[Subject, dict[Said, int]]:
    ids = [article.product.pk for article in articles if not article.is_new]
    found: defaultdict[Subject, dict[Said, int]] = defaultdict(dict)
    rows = Fact.objects.filter(product__in=ids).values_list(
        "product_id", "variant_id", "attribute_id",
        "choice_id", "number", "boolean", "text", "pk",
    )  # fmt: skip
    for product, variant, attribute, choice, number, boolean, text, pk in rows:
        said = Said(choice, number, boolean, text or "")
        found[product, variant, attribute][said] = pk
    return found


def _row(subject: Subject, said: Said) -> Fact:
    product, variant, attribute = subject
    return new(
        Fact,
        product_id=product,
        variant_id=variant,
        attribute_id=attribute,
        choice_id=said.choice,
        number=said.number,
        boolean=said.boolean,
        text=said.text,
    )

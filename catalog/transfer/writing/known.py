"""The small tables an import leans on, read once per batch; new rows join at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from babel.core import UnknownLocaleError
from babel.numbers import is_currency
from django.conf import settings

from catalog.attributes.models import Attribute, AttributeChoice, AttributeGroup
from catalog.categories.models import Category
from catalog.pricing.loading import default_price_list
from catalog.pricing.models import PriceList
from catalog.products.models import Manufacturer, Tag, VatClass
from catalog.transfer.writing.names import code_for, folded
from shop.places.countries import COUNTRIES, currency_of

CODE = 100
SHORT_CODE = 50
LONGEST_NAME = 100
LONGEST_CHOICE = 200
# Beyond these a list of choices helps nobody to filter: further values are plain text.
MOST_CHOICES = 300
STANDARD = "standard"


@dataclass(slots=True)
class Choices:
    """The choices of one attribute by folded name, and the codes they have."""

    ids: dict[str, int]
    codes: set[str]


class Known:
    def __init__(self) -> None:
        self._choices: dict[int, Choices] = {}

    @cached_property
    def languages(self) -> list[str]:
        """The languages of translations: all but the one the file is in."""
        codes = [code for code, _ in settings.LANGUAGES]
        return [code for code in codes if code != settings.LANGUAGE_CODE]

    @cached_property
    def default_list(self) -> PriceList:
        return default_price_list()

    @cached_property
    def price_lists(self) -> dict[str, PriceList]:
        default = self.default_list
        rows = PriceList.objects.order_by("pk")
        return {row.currency: row for row in rows} | {default.currency: default}

    def price_list(self, currency: str) -> PriceList | None:
        """The list of a currency, made where it is missing; None: no such currency."""
        if not currency:
            return self.default_list
        if currency not in self.price_lists:
            if not _is_currency(currency):
                return None
            self.price_lists[currency] = self._new_list(currency)
        return self.price_lists[currency]

    def _new_list(self, currency: str) -> PriceList:
        """It serves the countries that pay in this currency."""
        named = {code for row in self.price_lists.values() for code in row.countries}
        countries = sorted(
            code for code in COUNTRIES - named if currency_of(code) == currency
        )
        return PriceList.objects.create(
            code=currency.lower(), name=currency, currency=currency, countries=countries
        )

    @cached_property
    def _vat_classes(self) -> dict[str, VatClass]:
        rows = list(VatClass.objects.order_by("-pk"))
        return {row.name.casefold(): row for row in rows} | {
            row.code.replace("-", "_"): row for row in rows
        }

    def vat_class(self, name: str) -> VatClass | None:
        """By code or name; WooCommerce calls them “reduced-rate”."""
        wanted = name.casefold()
        code = wanted.replace(" ", "_").replace("-", "_").removesuffix("_rate")
        found = self._vat_classes.get(wanted) or self._vat_classes.get(code)
        if not found and code in {STANDARD, "zero"}:
            found = VatClass.objects.create(code=code, name=code.capitalize())
            self._vat_classes[code] = found
        return found

    @property
    def standard(self) -> VatClass:
        found = self.vat_class(STANDARD)
        assert found is not None, "it was made where it was missing"
        return found

    @cached_property
    def tags(self) -> dict[str, int]:
        rows = Tag.objects.order_by("-pk").values_list("name", "pk")
        return {folded(name or ""): pk for name, pk in rows}

    @cached_property
    def _tag_codes(self) -> set[str]:
        return set(Tag.objects.values_list("code", flat=True))

    def tag(self, name: str) -> int:
        name = " ".join(name.split())[:LONGEST_NAME]
        if folded(name) not in self.tags:
            code = code_for(name, self._tag_codes, longest=CODE, allow_unicode=True)
            self._tag_codes.add(code)
            self.tags[folded(name)] = Tag.objects.create(code=code, name=name).pk
        return self.tags[folded(name)]

    @cached_property
    def manufacturers(self) -> dict[str, Manufacturer]:
        return {folded(row.name): row for row in Manufacturer.objects.order_by("-pk")}

    @cached_property
    def categories(self) -> dict[tuple[str, ...], Category]:
        """By the folded names from the root down; the first of a name wins."""
        rows = list(Category.objects.order_by("-position", "-pk"))
        names = {row.pk: folded(row.name) for row in rows}
        return {
            tuple(names.get(pk, "") for pk in row.lineage): row
            for row in rows
            if row.lineage
        }

    @cached_property
    def category_slugs(self) -> set[str]:
        return {row.slug for row in self.categories.values()} | set(
            Category.objects.values_list("slug", flat=True)
        )

    @cached_property
    def attributes(self) -> dict[str, Attribute]:
        rows = Attribute.objects.order_by("-position", "-pk")
        return {folded(row.name): row for row in rows}

    @cached_property
    def _attribute_codes(self) -> set[str]:
        return set(Attribute.objects.values_list("code", flat=True))

    @cached_property
    def _groups(self) -> dict[str, AttributeGroup]:
        rows = AttributeGroup.objects.order_by("-position", "-pk")
        return {folded(row.name): row for row in rows}

    def option(self, name: str) -> Attribute:
        """The attribute that tells variants apart under this name."""
        found = self.attributes.get(folded(name))
        if found is None:
            return self.new_attribute(name, kind=Attribute.Kind.CHOICE, is_option=True)
        if not found.is_option:
            found.is_option = True
            found.save(update_fields=["is_option"])
        return found

    def new_attribute(
        self,
        name: str,
        *,
        kind: str,
        is_option: bool = False,
        unit: str = "",
        group: str = "",
    ) -> Attribute:
        code = code_for(name, self._attribute_codes, longest=CODE)
        self._attribute_codes.add(code)
        made = Attribute.objects.create(
            code=code,
            name=name[:LONGEST_NAME],
            kind=kind,
            is_option=is_option,
            is_filterable=kind == Attribute.Kind.CHOICE,
            unit=unit,
            group=self._group(group) if group else None,
            position=len(self.attributes),
        )
        self.attributes[folded(name)] = made
        self._choices[made.pk] = Choices({}, set())
        return made

    def _group(self, name: str) -> AttributeGroup:
        name = " ".join(name.split())[:LONGEST_NAME]
        if folded(name) not in self._groups:
            codes = {row.code for row in self._groups.values()}
            self._groups[folded(name)] = AttributeGroup.objects.create(
                code=code_for(name, codes, longest=SHORT_CODE),
                name=name,
                position=len(self._groups),
            )
        return self._groups[folded(name)]

    def choice(self, attribute: Attribute, name: str) -> int | None:
        """The choice of this name, made where it is missing; None: it is too long, or
        there are too many to choose from."""
        choices = self._choices_of(attribute)
        found = choices.ids.get(folded(name))
        if found is not None:
            return found
        is_many = len(choices.ids) >= MOST_CHOICES and not attribute.is_option
        if len(name) > LONGEST_CHOICE or is_many:
            return None
        code = code_for(name, choices.codes, longest=CODE, allow_unicode=True)
        made = AttributeChoice.objects.create(
            attribute=attribute, code=code, name=name, position=len(choices.ids)
        )
        choices.codes.add(code)
        choices.ids[folded(name)] = made.pk
        return made.pk

    def has(self, attribute: Attribute, name: str) -> bool:
        return folded(name) in self._choices_of(attribute).ids

    def _choices_of(self, attribute: Attribute) -> Choices:
        if attribute.pk not in self._choices:
            rows = AttributeChoice.objects.filter(attribute=attribute).order_by("-pk")
            found = list(rows.values_list("name", "pk", "code"))
            self._choices[attribute.pk] = Choices(
                {folded(name or ""): pk for name, pk, _ in found},
                {code for _, _, code in found},
            )
        return self._choices[attribute.pk]


def _is_currency(code: str) -> bool:
    try:
        return is_currency(code)
    except UnknownLocaleError:
        return False

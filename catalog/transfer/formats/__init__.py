"""The formats of catalogue files: one Protocol, a module each."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Protocol, cast

from catalog.transfer.records import Item
from catalog.transfer.sources import Source

FORMATS = {
    "vitrine": "catalog.transfer.formats.vitrine.Vitrine",
    "shopify": "catalog.transfer.formats.shopify.Shopify",
    "woocommerce": "catalog.transfer.formats.woocommerce.WooCommerce",
    "woocommerce-xml": "catalog.transfer.formats.woocommerce_xml.WooCommerceXml",
    "spree": "catalog.transfer.formats.spree.Spree",
    "spree-translations": "catalog.transfer.formats.spree.SpreeTranslations",
    "jsonl": "catalog.transfer.formats.catalogue_jsonl.CatalogueJsonl",
    "oscar": "catalog.transfer.formats.oscar.Oscar",
    "oscar-json": "catalog.transfer.formats.oscar_json.OscarJson",
}


class Format(Protocol):
    title: str

    def recognises(self, source: Source) -> bool:
        """Whether the file is of this format, by its beginning."""

    def read(self, source: Source) -> Iterator[Item]:
        """Everything in the file, always in the same order.

        So the number of an item is a place to go on from after a crash.
        """


def format_named(name: str) -> Format:
    module, _, class_name = FORMATS[name].rpartition(".")
    return cast(Format, getattr(import_module(module), class_name)())

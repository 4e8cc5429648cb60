"""Which texts of the merchant are stored per language."""

from __future__ import annotations

from modeltranslation.translator import TranslationOptions, translator
from simple_history import register

from shop.merchant.models import Merchant


class MerchantTexts(TranslationOptions):
    fields = ("tagline", "opening_hours")


translator.register(Merchant, MerchantTexts)

# after the columns of every language are there, so that the history has them too
register(Merchant)

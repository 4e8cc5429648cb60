"""Which texts of the checkout are stored per language."""

from __future__ import annotations

from modeltranslation.translator import TranslationOptions, translator
from simple_history import register

from checkout.delivery.models import Method, Restriction
from checkout.discounts.models import CartOffer
from checkout.payments.models import PaymentMethod


class MethodTexts(TranslationOptions):
    fields = ("name", "description")


class RestrictionTexts(TranslationOptions):
    fields = ("reason",)


class PaymentMethodTexts(TranslationOptions):
    fields = ("name", "description")


class CartOfferTexts(TranslationOptions):
    fields = ("name",)


translator.register(CartOffer, CartOfferTexts)
translator.register(Method, MethodTexts)
translator.register(Restriction, RestrictionTexts)
translator.register(PaymentMethod, PaymentMethodTexts)

# after the columns of every language are there, so that the history has them too
register(CartOffer)
register(Method)

"""Which texts of the checkout are stored per language."""

from __future__ import annotations

from modeltranslation.translator import TranslationOptions, translator

from checkout.delivery.models import Method
from checkout.payments.models import PaymentMethod


class MethodTexts(TranslationOptions):
    fields = ("name", "description")


class PaymentMethodTexts(TranslationOptions):
    fields = ("name", "description")


translator.register(Method, MethodTexts)
translator.register(PaymentMethod, PaymentMethodTexts)

"""Which texts of customer care are stored per language."""

from __future__ import annotations

from modeltranslation.translator import TranslationOptions, translator
from simple_history import register

from support.faq.models import Question, Topic
from support.guides.models import Guide
from support.pages.models import Page


class TopicTexts(TranslationOptions):
    fields = ("name",)


class QuestionTexts(TranslationOptions):
    fields = ("question", "answer")


class GuideTexts(TranslationOptions):
    fields = ("title", "summary", "body")


class PageTexts(TranslationOptions):
    fields = ("text",)


translator.register(Topic, TopicTexts)
translator.register(Question, QuestionTexts)
translator.register(Guide, GuideTexts)
translator.register(Page, PageTexts)

# after the columns of every language are there, so that the history has them too
register(Question)

from __future__ import annotations

from support.contacts.models import Message
from support.faq.models import Question, Topic
from support.guides.models import Guide
from support.pages.models import Page
from support.reviews.models import Review, ReviewReport, ReviewRequest

__all__ = [
    "Guide",
    "Message",
    "Page",
    "Question",
    "Review",
    "ReviewReport",
    "ReviewRequest",
    "Topic",
]

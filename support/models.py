from __future__ import annotations

from support.contacts.models import Message
from support.faq.models import Question, Topic
from support.guides.models import Guide
from support.pages.models import Page
from support.returns.models import (
    GuaranteeNotice,
    Return,
    ReturnEvent,
    ReturnLine,
    Withdrawal,
    WithdrawalLine,
)
from support.reviews.models import Review, ReviewReport, ReviewRequest

__all__ = [
    "GuaranteeNotice",
    "Guide",
    "Message",
    "Page",
    "Question",
    "Return",
    "ReturnEvent",
    "ReturnLine",
    "Review",
    "ReviewReport",
    "ReviewRequest",
    "Topic",
    "Withdrawal",
    "WithdrawalLine",
]

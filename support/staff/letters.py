from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.staff.deeds import Deed, DeedsAdmin
from shop.staff.desk import Pile, add_piles
from shop.staff.pages import ReadingAdmin, sort_by
from shop.users.models import User
from support.contacts.answering import AlreadyAnswered, answer, close
from support.contacts.models import Message


class Answer(Deed):
    name = "answer"
    title = _("Answer")
    icon = "reply"
    explanation = _("The answer goes to the customer by mail, once.")
    permission: ClassVar[str] = "support.change_message"
    refusals: ClassVar = {
        AlreadyAnswered: _("A colleague was faster: there is an answer already.")
    }

    text = forms.CharField(label=_("our answer"), widget=forms.Textarea)

    @classmethod
    def applies_to(cls, row: Message) -> bool:
        return row.answered_at is None

    def carry_out(self, *, by: User) -> str:
        answer(self.row, text=self.cleaned_data["text"], by=by)
        return gettext("The answer is on its way.")


class Close(Deed):
    """For spam, and for what was dealt with on the telephone."""

    name = "close"
    title = _("Close without an answer")
    icon = "done"
    permission: ClassVar[str] = "support.change_message"

    @classmethod
    def applies_to(cls, row: Message) -> bool:
        return row.status == Message.Status.NEW

    def carry_out(self, *, by: User) -> str:
        close(self.row, by=by)
        return gettext("The message is closed.")


@admin.register(Message)
class MessageAdmin(ReadingAdmin, DeedsAdmin):
    deeds = (Answer, Close)
    list_display = ("created_at", "subject", "name", "email", "status", "answered_by")
    list_filter = ("status", "subject", "language")
    list_select_related = ("answered_by",)
    search_fields = ("name", "email", "body", "order_number")
    ordering = sort_by("-created_at")
    fields = (
        ("created_at", "subject", "status"),
        ("name", "email", "language"),
        ("order", "order_number", "product"),
        "body",
        "answer",
        ("answered_by", "answered_at"),
    )


add_piles(
    Pile(
        name="messages",
        title=_("New messages"),
        permission="support.view_message",
        page="support_message",
        query=f"?status__exact={Message.Status.NEW}",
        icon="mail",
    ),
    count=lambda: {
        "messages": Message.objects.filter(status=Message.Status.NEW).count()
    },
)

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from checkout.flow.forms import FindOrderForm
from checkout.orders.models import Order, OrderLine
from support.returns.models import Return, ReturnLine

_LINE = "line_"


class IdentityForm(FindOrderForm):
    """Which contract it is about; who knows number and e-mail needs no log-in."""

    name = forms.CharField(
        label=lazy("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "number", "email")


class PiecesForm(forms.Form):
    """One field for every line of which something is left: a tick for a single piece,
    else a number."""

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        lines: Sequence[OrderLine],
        left: Mapping[int, int],
        chosen: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        for line in lines:
            self.fields[f"{_LINE}{line.pk}"] = _piece_field(
                line, left[line.pk], is_chosen=chosen
            )

    @property
    def pieces(self) -> dict[int, int]:
        """Order line -> how many, of those that were chosen."""
        chosen = {
            int(name.removeprefix(_LINE)): int(value or 0)
            for name, value in self.cleaned_data.items()
            if name.startswith(_LINE)
        }
        return {pk: count for pk, count in chosen.items() if count}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.pieces:
            raise forms.ValidationError(_("Choose at least one piece."))
        return cleaned


class WithdrawalForm(PiecesForm):
    name = forms.CharField(
        label=lazy("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=lazy("E-mail for the receipt"),
        max_length=254,
        help_text=lazy("We send you at once what you declared, with date and time."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, str] | None, *, order: Order, **kwargs: Any):
        initial = {
            "name": order.name,
            "email": order.email,
            "key": uuid.uuid4(),
            **(kwargs.pop("initial", None) or {}),
        }
        super().__init__(data, initial=initial, **kwargs)


def _piece_field(line: OrderLine, left: int, *, is_chosen: bool) -> forms.Field:
    if left == 1:
        return forms.BooleanField(label=line.title, required=False, initial=is_chosen)
    return forms.IntegerField(
        label=line.title,
        help_text=ngettext(
            "How many of %(left)d piece", "How many of %(left)d pieces", left
        )
        % {"left": left},
        min_value=0,
        max_value=left,
        initial=left if is_chosen else 0,
        required=False,
    )


class ReturnForm(PiecesForm):
    """What comes back, why, and what is wished for it."""

    reason = forms.ChoiceField(
        label=lazy("Why does it come back?"),
        choices=[("", lazy("Please choose")), *ReturnLine.Reason.choices],
    )
    wish = forms.ChoiceField(
        label=lazy("What would you like?"), choices=Return.Wish.choices
    )
    wish_note = forms.CharField(
        label=lazy("Which variant, if another"), max_length=300, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # the goods stand above the questions about them
        asked = list(self.declared_fields)
        goods = [name for name in self.fields if name not in asked]
        self.order_fields([*goods, *asked])

"""Every component of the shop with sample data, for those who build pages (DEBUG)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

COLOURS = (
    "ground",
    "surface",
    "linen",
    "photo",
    "leaf",
    "leaf-soft",
    "clay",
    "clay-soft",
    "honey",
    "honey-soft",
    "danger",
    "danger-soft",
)
SPACES = range(1, 9)
SIZES = ("4xl", "3xl", "2xl", "l", "s")


class SampleForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("We write here when the parcel leaves."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        help_text=_("The courier sends a message before arriving."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=[("LV", "Latvija"), ("EE", "Eesti")]
    )
    note = forms.CharField(label=_("Message"), required=False, widget=forms.Textarea)
    wrapping = forms.ChoiceField(
        label=_("Wrapping"),
        choices=[("plain", _("Plain paper")), ("linen", _("Linen cloth"))],
        widget=forms.RadioSelect,
    )
    is_gift = forms.BooleanField(label=_("This is a gift"), required=False)


@dataclass(frozen=True)
class Sample:
    """Stands for what the catalogue shows: a price, a picture, an event."""

    amount: Decimal = Decimal(34)
    currency: str = "EUR"
    is_reduced: bool = False
    percent_off: int = 20
    lowest_before: Decimal | None = None


@dataclass(frozen=True)
class SamplePicture:
    src: str
    alt: str
    width: int = 1000
    height: int = 1000
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class SampleEvent:
    title: str
    at: datetime | None
    is_done: bool = False
    is_current: bool = False
    text: str = ""


@dataclass(frozen=True)
class SampleReview:
    """What a buyer said; the product is a link to this page."""

    score: int = 5
    language: str = "lv"
    title: str = "Krūze rītiem"
    body: str = "Labi guļ rokā, un kafija ilgi paliek silta."
    author: str = "Ilze K."
    product_title: str = "Māla krūze"


@dataclass(frozen=True)
class SampleGroup:
    name: str
    rows: list[tuple[str, str]] = field(default_factory=list)


def styleguide(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return render(
        request,
        "shop/styleguide.html",
        {
            "colours": COLOURS,
            "sizes": SIZES,
            "spaces": SPACES,
            "review": SampleReview(),
            "form": SampleForm(),
            "refused": SampleForm({"refused-email": "anna@"}, prefix="refused"),
            "shown": Sample(),
            "reduced": Sample(
                Decimal("27.20"), is_reduced=True, lowest_before=Decimal(34)
            ),
            "pictures": _pictures(),
            "chips": [
                {"label": gettext("Stoneware"), "url": "?"},
                {"label": gettext("Sea green"), "url": "?"},
            ],
            "page": Paginator(range(200), 12).get_page(request.GET.get("page", 3)),
            "earliest": now.date() + timedelta(days=2),
            "latest": now.date() + timedelta(days=4),
            "steps": [gettext("Cart"), gettext("Delivery"), gettext("Payment")],
            "events": [
                SampleEvent(
                    gettext("Order placed"), now - timedelta(days=1), is_done=True
                ),
                SampleEvent(
                    gettext("On its way"),
                    now,
                    is_current=True,
                    text=gettext("Riga, sorting centre"),
                ),
                SampleEvent(gettext("Delivered"), None),
            ],
            "specs": [
                SampleGroup(
                    gettext("Size"),
                    [(gettext("Height"), "9.5 cm"), (gettext("Holds"), "330 ml")],
                ),
                SampleGroup(gettext("Care"), [(gettext("Dishwasher"), gettext("Yes"))]),
            ],
        },
    )


def _pictures() -> list[SamplePicture]:
    """The files are drawn: photographs belong to the catalogue."""
    return [
        SamplePicture(static(f"img/sample-{name}.svg"), alt)
        for name, alt in (
            ("mug", gettext("A mug")),
            ("vase", gettext("A vase")),
            ("bowl", gettext("A bowl")),
        )
    ]

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import (
    Case,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.media.models import Picture
from catalog.media.previews import previews_later
from catalog.offers.shelf import refresh_shelf
from catalog.pricing.lists import price_lists
from catalog.pricing.models import ShelfPrice
from catalog.products.models import Product, Variant
from catalog.search.indexing import reindex_later
from catalog.staff.bulk import BulkForm, publish
from catalog.staff.product_forms import VariantForm
from catalog.staff.product_inlines import (
    DocumentInline,
    PartInline,
    PersonalFieldInline,
    PictureInline,
    SpecificationInline,
    VariantInline,
    preview_of,
)
from catalog.stock.models import Stock
from shop.kept.generation import pages_changed
from shop.staff.pages import StaffAdmin, in_default_language, sort_by
from shop.staff.pasts import PastAdmin
from shop.templatetags.money import money
from shop.users.models import User


@admin.register(Product)
class ProductAdmin(PastAdmin, StaffAdmin):
    texts = (
        "title",
        "summary",
        "description",
        "materials",
        "instructions",
        "safety_warnings",
        "keywords",
        "seo_title",
        "seo_description",
    )
    html_texts = ("description", "materials", "instructions", "safety_warnings")
    inlines = (
        VariantInline,
        PictureInline,
        SpecificationInline,
        DocumentInline,
        PersonalFieldInline,
        PartInline,
    )
    list_display = (
        "picture",
        "title",
        "main_category",
        "price",
        "stock",
        "is_available",
        "is_published",
    )
    list_display_links = ("picture", "title")
    list_filter = ("is_published", "is_available", "kind", "main_category", "tags")
    list_select_related = ("main_category",)
    search_fields = (
        in_default_language("title"),
        "title",
        "variants__sku",
        "variants__gtin",
        "brand",
    )
    search_help_text = _("title, SKU, GTIN or brand")
    ordering = sort_by("-created_at")
    actions = ("publish", "take_down", "change_together")
    autocomplete_fields = ("main_category", "categories", "tags", "related")
    prepopulated_fields = {"slug": (in_default_language("title"),)}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("is_published", "kind"),
                    "slug",
                    "main_category",
                    "categories",
                    "tags",
                    "related",
                    ("brand", "manufacturer"),
                    ("vat_class", "lead_time_days", "withdrawal_exemption"),
                    ("origin_country", "hs_code"),
                    "external_url",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        resolved = request.resolver_match
        if resolved is None or not str(resolved.url_name).endswith("_changelist"):
            return rows
        return with_shelf(rows)

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Product | None = None
    ) -> dict[str, Any]:
        # an address that people have is not changed by accident
        return {} if obj else dict(self.prepopulated_fields)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: bool
    ) -> None:
        super().save_formset(request, form, formset, change)
        for row in formset.forms:
            if isinstance(row, VariantForm) and row.instance.pk and row.has_changed():
                row.save_prices(by=str(request.user))

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        product = form.instance
        _show_first(product)
        refresh_shelf([product.pk])
        reindex_later([product.pk])
        previews_later([product.pk])
        pages_changed()

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._publish(request, queryset, is_published=True)

    @admin.action(description=_("Take off the pages"), permissions=["change"])
    def take_down(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._publish(request, queryset, is_published=False)

    @admin.action(
        description=_("Change prices, category, tag or VAT class…"),
        permissions=["change"],
    )
    def change_together(
        self, request: HttpRequest, queryset: QuerySet[Product]
    ) -> HttpResponse | None:
        is_filled_in = "apply" in request.POST
        form = BulkForm(request.POST if is_filled_in else None)
        if is_filled_in and form.is_valid():
            chosen = _plain(queryset)
            form.apply(chosen, by=_staff(request))
            self.message_user(request, _changed_text(len(chosen)), messages.SUCCESS)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Change products together"),
            "opts": self.opts,
            "form": form,
            "products": queryset,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "staff/bulk.html", context)

    def _publish(
        self, request: HttpRequest, rows: QuerySet[Product], *, is_published: bool
    ) -> None:
        chosen = _plain(rows)
        publish(chosen, is_published=is_published, by=_staff(request))
        self.message_user(request, _changed_text(len(chosen)), messages.SUCCESS)

    @admin.display(description=_("picture"))
    def picture(self, product: Any) -> str:
        found = product.first_picture
        return preview_of(found and Picture(**found), size=48)

    @admin.display(description=_("price"), ordering="shelf_amount")
    def price(self, product: Any) -> str:
        lists = price_lists()
        return money(product.shelf_amount, lists[0].currency) if lists else ""

    @admin.display(description=_("left"), ordering="left_count")
    def stock(self, product: Any) -> str:
        if product.kind == Product.Kind.BUNDLE:
            return "–"
        return "∞" if product.is_endless else str(product.left_count or 0)


def with_shelf(products: QuerySet[Any]) -> QuerySet[Any]:
    """With the first picture, the shelf price and what is left, in the one query."""
    picture = Picture.objects.filter(product=OuterRef("pk")).exclude(file="")
    picture = picture.annotate(
        row=JSONObject(file="file", width="width", has_renditions="has_renditions")
    )
    first = [each.pk for each in price_lists()[:1]]
    shelf = ShelfPrice.objects.filter(product=OuterRef("pk"), price_list__in=first)
    stock = Stock.objects.filter(variant__product=OuterRef("pk")).order_by()
    left = stock.values("variant__product").annotate(left=Sum(F("on_hand") - F("sold")))
    endless = stock.filter(is_tracked=False).annotate(
        one=Case(When(pk__gt=0, then=Value(1)), output_field=IntegerField())
    )
    shown: QuerySet[Any] = products.annotate(
        first_picture=Subquery(picture.order_by("position", "pk").values("row")[:1]),
        shelf_amount=Subquery(shelf.values("amount")[:1]),
        left_count=Subquery(left.values("left")[:1]),
        is_endless=Subquery(endless.values("one")[:1]),
    )
    return shown


def _plain(rows: QuerySet[Product]) -> list[Product]:
    """The chosen rows without what the list adds to them."""
    ids = list(rows.values_list("pk", flat=True))
    return list(Product.objects.filter(pk__in=ids).order_by("pk"))


def _show_first(product: Product) -> None:
    """Let the first variant on sale stand for the product, unless one does."""
    variants = Variant.objects.filter(product=product)
    if variants.filter(is_default=True, is_active=True).exists():
        return
    first = variants.order_by("-is_active", "position", "pk").first()
    if first is not None:
        variants.update(is_default=False)
        variants.filter(pk=first.pk).update(is_default=True)


def _changed_text(count: int) -> str:
    return ngettext(
        "%(count)d product is changed.", "%(count)d products are changed.", count
    ) % {"count": count}


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "admin views are behind the log-in"
    return request.user

"""The admin's margin: pages by the work they belong to, with what waits there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.staff.desk import waiting_for
from shop.staff.missing_texts import how_many, may_write_texts

# group -> (model, title, icon, pile that it counts)
GROUPS: tuple[tuple[Any, tuple[tuple[str, Any, str, str], ...]], ...] = (
    (
        _("Catalogue"),
        (
            ("catalog_product", _("Products"), "local_florist", ""),
            ("catalog_category", _("Categories"), "account_tree", ""),
            ("catalog_offer", _("Offers"), "sell", ""),
            ("catalog_stock", _("Stock"), "inventory_2", "low_stock"),
            ("catalog_attribute", _("Attributes"), "tune", ""),
            ("catalog_attributegroup", _("Attribute groups"), "table_rows", ""),
            ("catalog_tag", _("Tags"), "label", ""),
            ("catalog_manufacturer", _("Manufacturers"), "factory", ""),
            ("catalog_importrun", _("Imports"), "upload_file", ""),
        ),
    ),
    (
        _("Orders"),
        (
            ("checkout_order", _("Orders"), "receipt_long", "to_pack"),
            ("checkout_payment", _("Payments"), "payments", "transfers"),
            ("checkout_bankcredit", _("Bank account"), "account_balance", "credits"),
            ("checkout_carrierremittance", _("Carriers’ cash"), "savings", "carriers"),
            ("checkout_refund", _("Refunds"), "undo", "refunds"),
            ("checkout_invoice", _("Invoices"), "description", ""),
            ("checkout_dispute", _("Disputes"), "gavel", "disputes"),
            ("checkout_parcel", _("Parcels"), "package_2", ""),
            ("checkout_leadtime", _("Promises kept"), "event_available", ""),
            ("checkout_parcelclaim", _("Lost parcels"), "help_center", "lost_parcels"),
            ("checkout_goodwill", _("Goodwill"), "volunteer_activism", "goodwill"),
            ("checkout_compensation", _("What making good costs"), "money_off", ""),
            ("checkout_coupon", _("Coupons"), "confirmation_number", ""),
            ("checkout_cartoffer", _("Offers in the cart"), "redeem", ""),
            ("checkout_visit", _("Abandoned carts"), "filter_alt", ""),
            ("checkout_codebatch", _("One-time codes"), "qr_code_2", ""),
            ("checkout_customergroup", _("Customer groups"), "group", ""),
            ("checkout_creditaccount", _("Store credit, gift cards"), "redeem", ""),
        ),
    ),
    (
        _("Customer care"),
        (
            ("support_message", _("Messages"), "mail", "messages"),
            ("support_return", _("Returns"), "assignment_return", "returns"),
            ("support_withdrawal", _("Withdrawals"), "contract_delete", ""),
            ("support_review", _("Reviews"), "star", "reports"),
            ("support_question", _("Questions"), "help", ""),
            ("support_topic", _("Topics"), "topic", ""),
            ("support_guide", _("Guides"), "menu_book", ""),
            ("support_page", _("Pages about the shop"), "description", ""),
        ),
    ),
    (
        _("Shop settings"),
        (
            ("shop_merchant", _("Merchant"), "storefront", ""),
            ("support_guaranteenotice", _("Guarantee notices"), "verified_user", ""),
            ("checkout_zone", _("Delivery zones"), "public", ""),
            ("checkout_method", _("Delivery methods"), "local_shipping", ""),
            ("checkout_methodrule", _("Delivery rules"), "rule", ""),
            ("checkout_pickuppoint", _("Pick-up points"), "pin_drop", ""),
            ("checkout_restriction", _("Restrictions"), "block", ""),
            ("checkout_remindertimes", _("Reminders of carts"), "alarm", ""),
            ("checkout_closedday", _("Closed days"), "event_busy", ""),
            ("checkout_disruption", _("Weather and strikes"), "thunderstorm", ""),
            ("checkout_compensationrule", _("When we are late"), "handshake", ""),
            ("checkout_goodwillbudget", _("Goodwill budgets"), "wallet", ""),
            ("checkout_carrier", _("Carriers"), "conveyor_belt", ""),
            ("checkout_paymentmethod", _("Ways of paying"), "credit_card", ""),
            ("catalog_pricelist", _("Price lists"), "price_change", ""),
            ("catalog_vatrate", _("VAT rates"), "percent", ""),
            ("catalog_vatclass", _("VAT classes"), "category", ""),
            ("catalog_stocklocation", _("Stock locations"), "warehouse", ""),
            ("shop_user", _("Users"), "person", ""),
            ("auth_group", _("Roles"), "groups", ""),
        ),
    ),
    (
        _("Jobs"),
        (
            ("shop_job", _("Jobs"), "schedule", "failed_jobs"),
            ("checkout_providerevent", _("Provider events"), "webhook", ""),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    counts = {each.pile.name: each.count for each in waiting_for(request)}
    home = {"title": _("To do"), "icon": "home", "link": reverse("admin:index")}
    groups = [
        {
            "title": title,
            "separator": True,
            "items": [_item(*page, counts) for page in pages],
        }
        for title, pages in GROUPS
    ]
    missing = {
        "title": _("Missing texts"),
        "icon": "translate",
        "link": reverse("missing_texts"),
        "permission": may_write_texts,
        "badge": how_many() if may_write_texts(request) else "",
        "badge_variant": "primary",
    }
    return [{"items": [home, missing]}, *groups]


def _item(
    page: str, title: Any, icon: str, pile: str, counts: dict[str, int]
) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse(f"admin:{page}_changelist"),
        "permission": _may_view(page),
        "badge": str(counts.get(pile) or ""),
        "badge_variant": "primary",
    }


def _may_view(page: str) -> Callable[[HttpRequest], bool]:
    app, _dash, model = page.partition("_")
    names = [f"{app}.{deed}_{model}" for deed in ("view", "change")]

    def may(request: HttpRequest) -> bool:
        return any(request.user.has_perm(name) for name in names)

    return may

"""Who may do what: the groups that every shop has, written anew by prepare_shop."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

_VIEW = ("view",)
_CHANGE = ("view", "change")
_ALL = ("view", "add", "change", "delete")

_CATALOGUE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "catalog.product",
            "catalog.variant",
            "catalog.picture",
            "catalog.document",
            "catalog.specification",
            "catalog.personalfield",
            "catalog.bundlepart",
            "catalog.category",
            "catalog.tag",
            "catalog.manufacturer",
            "catalog.attribute",
            "catalog.attributechoice",
            "catalog.attributegroup",
            "catalog.offer",
        ),
        _ALL,
    ),
    "catalog.importrun": ("view", "add", "change", "delete"),
    "catalog.importproblem": _VIEW,
    "catalog.price": _CHANGE,
    "catalog.stock": _CHANGE,
    "catalog.stocklocation": _VIEW,
    "catalog.pricelist": _VIEW,
    "catalog.vatclass": _VIEW,
    "catalog.vatrate": _VIEW,
}
_ORDERS: dict[str, tuple[str, ...]] = {
    "checkout.order": _CHANGE,
    "checkout.payment": _CHANGE,
    "checkout.refund": ("view", "add", "change"),
    "checkout.dispute": ("view",),
    "checkout.invoice": _VIEW,
    "checkout.bankcredit": ("view", "add", "change"),
    "checkout.carrierremittance": ("view", "add", "change"),
    "checkout.parcel": ("view", "add", "change"),
    "checkout.parcelclaim": _CHANGE,
    "checkout.carrier": _ALL,
    "checkout.closedday": _ALL,
    "checkout.disruption": _ALL,
    "checkout.excuse": ("view", "add"),
    "checkout.goodwill": ("view", "add"),
    "checkout.compensation": _VIEW,
    "checkout.coupon": _VIEW,
    "checkout.cartoffer": _VIEW,
    "checkout.codebatch": _VIEW,
    "checkout.onetimecode": _VIEW,
    "checkout.creditaccount": ("view", "add", "change"),
    "checkout.creditentry": _VIEW,
    "catalog.product": _VIEW,
    "catalog.stock": _CHANGE,
    "support.message": _VIEW,
    "support.return": _CHANGE,
    "support.withdrawal": _VIEW,
}
_SUPPORT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("support.question", "support.topic", "support.guide", "support.page"),
        _ALL,
    ),
    "support.message": _CHANGE,
    "support.review": _CHANGE,
    "support.reviewreport": _VIEW,
    "support.return": _CHANGE,
    "support.withdrawal": _VIEW,
    "checkout.order": _VIEW,
    "checkout.goodwill": ("view", "add"),
    "checkout.payment": _VIEW,
    "checkout.parcel": _VIEW,
    "checkout.coupon": _VIEW,
    "checkout.cartoffer": _VIEW,
    "checkout.codebatch": _VIEW,
    "checkout.onetimecode": _VIEW,
    "checkout.creditaccount": _VIEW,
    "checkout.creditentry": _VIEW,
    "catalog.product": _VIEW,
}
_OWNER: dict[str, tuple[str, ...]] = {
    **_CATALOGUE,
    **_ORDERS,
    **_SUPPORT,
    **{name: rights for name, rights in _CATALOGUE.items() if rights == _ALL},
    "checkout.order": _CHANGE,
    "checkout.payment": _CHANGE,
    "checkout.refund": ("view", "add", "change"),
    "checkout.dispute": ("view",),
    "checkout.invoice": ("view", "export"),
    "checkout.bankcredit": ("view", "add", "change"),
    "checkout.carrierremittance": ("view", "add", "change"),
    "checkout.parcel": ("view", "add", "change"),
    "checkout.parcelclaim": _CHANGE,
    "checkout.coupon": _ALL,
    "checkout.cartoffer": _ALL,
    "checkout.codebatch": _ALL,
    "checkout.onetimecode": _VIEW,
    "checkout.customergroup": _ALL,
    "checkout.visit": _VIEW,
    "checkout.leadtime": _VIEW,
    "checkout.remindertimes": _CHANGE,
    "checkout.creditaccount": ("view", "add", "change"),
    "checkout.compensationrule": _ALL,
    "checkout.goodwill": ("view", "add", "approve"),
    "checkout.goodwillbudget": _ALL,
    "checkout.zone": _ALL,
    "checkout.method": _ALL,
    "checkout.methodrule": _ALL,
    "checkout.pickuppoint": _ALL,
    "checkout.restriction": _ALL,
    "checkout.rate": _ALL,
    "checkout.paymentmethod": _ALL,
    "checkout.providerevent": _VIEW,
    "catalog.stocklocation": _ALL,
    "catalog.pricelist": _ALL,
    "catalog.vatclass": _ALL,
    "catalog.vatrate": _ALL,
    "support.guaranteenotice": _ALL,
    "shop.merchant": ("view", "add", "change"),
    "shop.user": ("view", "add", "change"),
    "shop.job": _CHANGE,
    "auth.group": _VIEW,
    "admin.logentry": _VIEW,
}

ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    "catalogue": _CATALOGUE,
    "orders": _ORDERS,
    "support": _SUPPORT,
    "owner": _OWNER,
}


@transaction.atomic
def load_roles() -> None:
    """Give each role exactly its permissions; groups of the shop's own stay."""
    for name, rights in ROLES.items():
        group = Group.objects.get_or_create(name=name)[0]
        group.permissions.set(Permission.objects.filter(_wanted(rights)))


def _wanted(rights: dict[str, tuple[str, ...]]) -> Q:
    wanted = Q(pk__in=[])
    for label, deeds in rights.items():
        app, model = label.split(".")
        codenames = [f"{deed}_{model}" for deed in deeds]
        wanted |= Q(content_type__app_label=app, codename__in=codenames)
    return wanted

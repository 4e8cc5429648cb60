from __future__ import annotations

from checkout.cart.models import Cart, CartCredit, CartLine
from checkout.compensation.goodwill.models import Goodwill, GoodwillBudget
from checkout.compensation.models import (
    Breach,
    Compensation,
    CompensationRule,
    Disruption,
    Excuse,
)
from checkout.credit.models import CreditAccount, CreditEntry
from checkout.delivery.models import (
    ClosedDay,
    Method,
    MethodRule,
    Rate,
    Restriction,
    Zone,
)
from checkout.delivery.points.models import PickupPoint
from checkout.discounts.models import (
    CartOffer,
    CodeBatch,
    Coupon,
    CustomerGroup,
    OfferUse,
    OneTimeCode,
    Purchase,
)
from checkout.gifts.models import SoldCard
from checkout.invoices.models import Accounted, Invoice, Series
from checkout.leaving.models import Visit
from checkout.notifications.models import Mailing
from checkout.orders.models import (
    AppliedOffer,
    AppliedPart,
    CodeUse,
    CouponUse,
    Order,
    OrderEvent,
    OrderLine,
)
from checkout.parcels.coming_back.models import CameBack
from checkout.parcels.models import (
    Carrier,
    CarrierEvent,
    Parcel,
    ParcelClaim,
    ParcelLine,
    ParcelNews,
    TrackingEvent,
)
from checkout.payments.disputes.models import Dispute
from checkout.payments.models import (
    LedgerEntry,
    Payment,
    PaymentMethod,
    ProviderEvent,
    Refund,
)
from checkout.payments.parts.models import RefundedPart
from checkout.payments.saved.models import Adding, ProviderCustomer, SavedMethod
from checkout.payments.standin.models import (
    StandinKnob,
    StandinObject,
)
from checkout.payments.statements.models import BankCredit
from checkout.reminding.models import Reminder, ReminderTimes, ReminderWish
from checkout.remittances.models import CarrierRemittance

__all__ = [
    "Accounted",
    "Adding",
    "AppliedOffer",
    "AppliedPart",
    "BankCredit",
    "Breach",
    "CameBack",
    "Carrier",
    "CarrierEvent",
    "CarrierRemittance",
    "Cart",
    "CartCredit",
    "CartLine",
    "CartOffer",
    "ClosedDay",
    "CodeBatch",
    "CodeUse",
    "Compensation",
    "CompensationRule",
    "Coupon",
    "CouponUse",
    "CreditAccount",
    "CreditEntry",
    "CustomerGroup",
    "Dispute",
    "Disruption",
    "Excuse",
    "Goodwill",
    "GoodwillBudget",
    "Invoice",
    "LedgerEntry",
    "Mailing",
    "Method",
    "MethodRule",
    "OfferUse",
    "OneTimeCode",
    "Order",
    "OrderEvent",
    "OrderLine",
    "Parcel",
    "ParcelClaim",
    "ParcelLine",
    "ParcelNews",
    "Payment",
    "PaymentMethod",
    "PickupPoint",
    "ProviderCustomer",
    "ProviderEvent",
    "Purchase",
    "Rate",
    "Refund",
    "RefundedPart",
    "Reminder",
    "ReminderTimes",
    "ReminderWish",
    "Restriction",
    "SavedMethod",
    "Series",
    "SoldCard",
    "StandinKnob",
    "StandinObject",
    "TrackingEvent",
    "Visit",
    "Zone",
]

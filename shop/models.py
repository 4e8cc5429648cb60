from __future__ import annotations

from shop.jobs.models import Job
from shop.merchant.models import Merchant
from shop.users.models import Address, User

__all__ = ["Address", "Job", "Merchant", "User"]

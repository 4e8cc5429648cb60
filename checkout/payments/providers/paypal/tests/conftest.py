from __future__ import annotations

from checkout.payments.providers.paypal.testing import standin

__all__ = ["standin"]

from __future__ import annotations

from checkout.payments.providers.stripe.testing import standin

__all__ = ["standin"]

from __future__ import annotations

from checkout.payments.standin.models import StandinKnob, StandinObject, new_id

__all__ = ["StandinKnob", "StandinObject", "new_id"]

from __future__ import annotations

from support.contacts import mailing
from support.reviews import requesting

__all__ = ["mailing", "requesting"]

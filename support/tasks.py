from __future__ import annotations

from support.contacts import mailing
from support.returns import mailing as return_mailing
from support.reviews import requesting

__all__ = ["mailing", "requesting", "return_mailing"]

"""What other sites show of a page that somebody shares."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _

# Facebook's names of languages, which others read as well
LOCALES = {"en": "en_GB", "lv": "lv_LV", "uk": "uk_UA", "hy": "hy_AM", "fa": "fa_IR"}
_WIDE = 1.5


@dataclass(frozen=True, slots=True)
class SharedPicture:
    """A picture with all that its meta tags say; `src` as pages use it."""

    src: str
    width: int
    height: int
    alt: str

    @property
    def url(self) -> str:
        """With the name of this site: it is read from elsewhere."""
        is_whole = self.src.startswith(("http://", "https://"))
        return self.src if is_whole else f"{settings.SITE_URL}{self.src}"

    @property
    def is_wide(self) -> bool:
        return bool(self.height) and self.width / self.height >= _WIDE


def house_picture() -> SharedPicture:
    """For pages that have no picture of their own."""
    alt = _(
        "A table by the window in late light: a teapot, a mug, a vase with eucalyptus "
        "and a candle"
    )
    return SharedPicture(static("img/share.jpg"), 1200, 630, alt=alt)

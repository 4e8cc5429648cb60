"""Pictures as we keep them: JPEG, upright, in sRGB, without anything but the image."""

from __future__ import annotations

import io

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 2400
MOST_PIXELS = 60_000_000
FORMATS_TAKEN = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", "BMP")
_WHITE = (255, 255, 255)


class BadPicture(Exception):
    """What was given cannot be a picture here; the message is for people."""


def made_safe(data: bytes) -> bytes:
    """The picture as a JPEG of at most 2400 px, its first frame, without EXIF."""
    if len(data) > settings.PICTURE_MAX_BYTES:
        limit = settings.PICTURE_MAX_BYTES // 1_000_000
        raise BadPicture(
            _("The picture is larger than %(limit)d MB.") % {"limit": limit}
        )
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS_TAKEN) as image:
            return to_jpeg(_prepared(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_many_pixels() from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as fault:
        raise BadPicture(
            _("This is no picture we can read: JPEG, PNG, WebP, AVIF, GIF or TIFF.")
        ) from fault


def to_jpeg(image: Image.Image, *, quality: int = 88) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
    return buffer.getvalue()


def _too_many_pixels() -> BadPicture:
    return BadPicture(
        _("The picture has more than %(limit)d million pixels.")
        % {"limit": MOST_PIXELS // 1_000_000}
    )


def _prepared(image: Image.Image) -> Image.Image:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    upright = _opaque(_in_srgb(ImageOps.exif_transpose(image)))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return upright


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode=mode,
        )
    except (ImageCms.PyCMSError, OSError):
        # a broken profile: the colours as they are
        return image
    return converted or image


def _opaque(image: Image.Image) -> Image.Image:
    """In RGB, on white where it is see-through."""
    if image.mode.startswith("I;16"):
        # 16 bits of grey do not fit into 8 by themselves
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        flat = Image.new("RGB", clear.size, _WHITE)
        flat.paste(clear, mask=clear.getchannel("A"))
        return flat
    converted = image.convert("RGB")
    converted.info.clear()
    return converted

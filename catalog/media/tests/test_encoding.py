from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms
from pytest_django import Settings

from catalog.media.encoding import BadPicture, made_safe
from catalog.testing import picture_bytes

Pixel = tuple[int, int, int]


def read(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def colour(data: bytes, at: tuple[int, int] = (5, 5)) -> Pixel:
    """A pixel, to the nearest sixteen: JPEG is not exact."""
    pixel = read(data).getpixel(at)
    assert isinstance(pixel, tuple)
    red, green, blue = (min(255, round(value / 16) * 16) for value in pixel)
    return red, green, blue


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP"])
def test_usual_formats_become_jpeg(kind: str) -> None:
    image = read(made_safe(picture_bytes(60, 40, kind=kind)))

    assert image.size == (60, 40)


@pytest.mark.parametrize(
    ("image", "shown"),
    [
        (Image.new("RGBA", (10, 10), (255, 0, 0, 0)), (255, 255, 255)),
        (Image.new("RGBA", (10, 10), (255, 0, 0, 255)), (255, 0, 0)),
        (Image.new("LA", (10, 10), (0, 0)), (255, 255, 255)),
        (Image.new("L", (10, 10), 128), (128, 128, 128)),
        (Image.new("1", (10, 10), 1), (255, 255, 255)),
        (Image.new("I;16", (10, 10), 128 * 256), (128, 128, 128)),
        (Image.new("P", (10, 10), 0), (0, 0, 0)),
    ],
)
def test_odd_modes_become_rgb_on_white(image: Image.Image, shown: Pixel) -> None:
    assert colour(made_safe(encoded(image))) == shown


def test_cmyk_of_a_printer_becomes_rgb() -> None:
    image = Image.new("CMYK", (10, 10), (0, 255, 255, 0))

    assert colour(made_safe(encoded(image, "JPEG"))) == (255, 0, 0)


def test_palette_with_a_clear_colour_is_laid_on_white() -> None:
    image = Image.new("P", (10, 10), 0)
    image.putpalette([0, 0, 0])

    assert colour(made_safe(encoded(image, transparency=0))) == (255, 255, 255)


def test_animation_becomes_its_first_frame() -> None:
    first, second = (Image.new("RGB", (10, 10), name) for name in ("red", "blue"))
    data = encoded(first, "GIF", save_all=True, append_images=[second])

    assert colour(made_safe(data)) == (255, 0, 0)


def test_camera_held_sideways_is_turned_upright_and_its_data_forgotten() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera"
    data = encoded(Image.new("RGB", (60, 40)), "JPEG", exif=exif, comment=b"at home")

    image = read(made_safe(data))

    assert image.size == (40, 60)
    assert not image.getexif()
    assert {"exif", "comment", "icc_profile", "xmp"}.isdisjoint(image.info)
    assert b"A camera" not in made_safe(data)


def test_large_picture_is_made_smaller() -> None:
    image = read(made_safe(picture_bytes(3000, 1500, kind="JPEG")))

    assert image.size == (2400, 1200)


def test_small_picture_keeps_its_size() -> None:
    assert read(made_safe(picture_bytes(3, 2))).size == (3, 2)


def test_broken_colour_profile_is_ignored() -> None:
    image = Image.new("RGB", (10, 10), "red")

    data = encoded(image, "JPEG", icc_profile=b"not a profile")

    assert colour(made_safe(data)) == (255, 0, 0)


def test_colour_profile_is_worked_in_and_dropped() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    image = Image.new("RGB", (10, 10), "red")

    for each in (profile, srgb):
        safe = made_safe(encoded(image, "JPEG", icc_profile=each.tobytes()))
        assert colour(safe) == (255, 0, 0)
        assert "icc_profile" not in read(safe).info


def test_vector_graphics_are_refused() -> None:
    with pytest.raises(BadPicture, match="no picture we can read"):
        made_safe(b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0",
        picture_bytes(kind="JPEG")[:200],
    ],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadPicture, match="no picture we can read"):
        made_safe(data)


def test_file_that_is_too_large_is_refused_unread(settings: Settings) -> None:
    settings.PICTURE_MAX_BYTES = 1_000_000

    with pytest.raises(BadPicture, match="larger than 1 MB"):
        made_safe(b"x" * 1_000_001)


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_decompression_bomb_is_refused(side: int) -> None:
    with pytest.raises(BadPicture, match="more than 60 million pixels"):
        made_safe(_png_that_claims(side))


def _png_that_claims(side: int) -> bytes:
    """A few bytes that say they are `side` × `side` pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checksum

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")

"""Draws the two pictures of the demo shop's gift card (catalog/demo/photos).

They are drawings of a card on the house's ground and claim to be no photographs; no
word is on them, so they are the same in every language.

    python tools/demo/make_gift_card_pictures.py
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

ROOT = Path(__file__).parents[2]
PHOTOS = ROOT / "catalog" / "demo" / "photos"
LEAF = ROOT / "static" / "img" / "leaf.png"
SIDE, OVER = 1000, 2
GROUND, FOREST, OAT, HONEY = "#f1eadf", "#2f4b39", "#fdfbf6", "#c9a227"
WIDTH, HEIGHT, CORNER = 680, 430, 34


def main() -> None:
    one = _ground()
    _lay(one, _card(FOREST, OAT), (500, 500), turned=-6)
    _save(one, "gift-card-a.jpg")
    two = _ground()
    _lay(two, _card(OAT, FOREST), (430, 400), turned=8)
    _lay(two, _card(FOREST, OAT), (560, 600), turned=-4)
    _save(two, "gift-card-b.jpg")


def _ground() -> Image.Image:
    return Image.new("RGB", (SIDE * OVER, SIDE * OVER), GROUND)


def _card(paper: str, ink: str) -> Image.Image:
    """A card with the leaf, a ribbon of honey, and a line for a name."""
    size = (WIDTH * OVER, HEIGHT * OVER)
    card = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(card)
    draw.rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), CORNER * OVER, fill=paper)
    ribbon = 490 * OVER
    draw.rectangle((ribbon, 0, ribbon + 26 * OVER, size[1]), fill=HONEY)
    knot = (ribbon + 13 * OVER, 150 * OVER)
    for sign in (-1, 1):
        x = knot[0] + sign * 44 * OVER
        box = (x - 44 * OVER, knot[1] - 30 * OVER, x + 44 * OVER, knot[1] + 30 * OVER)
        draw.ellipse(box, outline=HONEY, width=14 * OVER)
    draw.ellipse(
        (
            knot[0] - 20 * OVER,
            knot[1] - 20 * OVER,
            knot[0] + 20 * OVER,
            knot[1] + 20 * OVER,
        ),
        fill=HONEY,
    )
    line = (60 * OVER, 360 * OVER, 400 * OVER, 360 * OVER)
    draw.line(line, fill=ink, width=3 * OVER)
    with Image.open(LEAF) as mark:
        leaf = mark.convert("RGBA").resize(
            (190 * OVER, 190 * OVER), Image.Resampling.LANCZOS
        )
    print_of_it = Image.new("RGBA", leaf.size, ink)
    print_of_it.putalpha(leaf.getchannel("A"))
    card.alpha_composite(print_of_it, (60 * OVER, 70 * OVER))
    return card


def _lay(
    on: Image.Image, card: Image.Image, middle: tuple[int, int], *, turned: int
) -> None:
    turned_card = card.rotate(turned, Image.Resampling.BICUBIC, expand=True)
    x = middle[0] * OVER - turned_card.width // 2
    y = middle[1] * OVER - turned_card.height // 2
    shade = Image.new("L", on.size, 0)
    shade.paste(
        turned_card.getchannel("A").point(lambda a: a * 0.28), (x, y + 22 * OVER)
    )
    shade = shade.filter(ImageFilter.GaussianBlur(24 * OVER))
    on.paste("#3a3226", (0, 0), shade)
    on.paste(turned_card, (x, y), turned_card)


def _save(picture: Image.Image, name: str) -> None:
    small = picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    small.save(PHOTOS / name, quality=86, optimize=True, progressive=True)


if __name__ == "__main__":
    main()

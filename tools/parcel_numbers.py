"""Write checkout/parcels/numbers/formats.json from tracking_number_data.

python -m tools.parcel_numbers ../shared/data/tracking-numbers
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

OURS = Path(__file__).parents[1] / "checkout/parcels/numbers/formats.json"
SOURCE = "facts from github.com/jkeen/tracking_number_data @ b79ce4b, MIT"


def main(folder: Path) -> None:
    formats = [
        _format(courier, each)
        for path in sorted((folder / "couriers").glob("*.json"))
        for courier in [json.loads(path.read_text())]
        for each in courier["tracking_numbers"]
    ]
    rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in formats)
    OURS.write_text(f'{{"source": {json.dumps(SOURCE)}, "formats": [\n{rows}\n]}}\n')


def _format(courier: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Blanks are taken out of a number before it is compared."""
    pattern = "".join(given["regex"])
    pattern = re.sub(r"\(\?<(?![=!])", "(?P<", pattern).replace(r"\s*", "")
    row = {
        "carrier": courier["courier_code"],
        "name": given["name"],
        "pattern": pattern.replace(r"\s", ""),
        "link": (given.get("tracking_url") or "")
        .replace("%s", "{number}")
        .replace("http://", "https://"),
    }
    validation = given["validation"]
    if check := validation.get("checksum"):
        row["check"] = {k: v for k, v in check.items() if k != "alphabet"}
    if prefix := validation.get("serial_number_format", {}).get("prepend_if"):
        row["prefix"] = [prefix["matches_regex"], prefix["content"]]
    if must := validation.get("additional", {}).get("exists"):
        row["known"] = {
            each["regex_group_name"]: "|".join(
                one.get("matches_regex") or re.escape(one["matches"])
                for one in each["lookup"]
            )
            for each in given["additional"]
            if each["name"] in must
        }
    return row


if __name__ == "__main__":
    main(Path(sys.argv[1]))

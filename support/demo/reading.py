"""What customer care of the demo shop says, as it lies in its files."""

from __future__ import annotations

from pathlib import Path

from shop.demo.files import DemoFiles

_FILES = DemoFiles(Path(__file__).parent / "data")

facts = _FILES.facts
texts = _FILES.texts

"""Names that are known without the engine: features with their definitions, settings, image types."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Any]:
    """``classes`` (by name: ``doc``, ``features`` with ``name``, ``doc``, ``deprecated``, ``equals``), ``settings``,
    ``switches`` (the settings that are true or false), ``imageTypes``, ``interpolators``,
    ``engine`` (its version)."""
    text = (Path(__file__).parent / "catalogue.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read

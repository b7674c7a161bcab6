"""Reads the tables and writes the values of this folder: doubles with all their digits, non-finite numbers as text."""
import json
import math
import os
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
# With --check, the tables of another folder of the same names: their values must come out as they were published.
INPUTS = Path(os.environ.get("RADSCORE_GOLDEN_INPUTS", HERE / "inputs"))
OUT = Path(os.environ.get("RADSCORE_GOLDEN_OUT", HERE))


def read(name):
    return json.loads((INPUTS / name).read_text())


def plain(value):
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def write(name, content, packages=(), **more):
    meta = {"synthetic": "tables drawn from seeds by tables.make.py; no row is a patient's", "python": sys.version.split()[0]}
    meta.update({package: version(package) for package in packages})
    meta.update(more)
    text = json.dumps({"_meta": meta, **plain(content)}, allow_nan=False)
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n")

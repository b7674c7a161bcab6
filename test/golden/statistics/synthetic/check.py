"""Compares what these scripts make of the published tables with what was published: python check.py PUBLISHED MADE."""
import json
import math
import sys
from pathlib import Path


def walk(a, b, where, out):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in b:
            if key in a and key not in ("_meta", "R", "script"):
                walk(a[key], b[key], f"{where}.{key}", out)
    elif isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            out.append((math.inf, where, f"length {len(a)}", f"{len(b)}"))
        for i, (x, z) in enumerate(zip(a, b)):
            walk(x, z, f"{where}[{i}]", out)
    elif isinstance(a, (int, float)) and isinstance(b, (int, float)):
        out.append((abs(a - b) / max(1, abs(a)), where, a, b))
    elif a != b:
        out.append((math.inf, where, a, b))


published, made = map(Path, sys.argv[1:3])
for file in sorted(made.glob("*.json")):
    differences = []
    walk(json.loads((published / file.name).read_text()), json.loads(file.read_text()), "", differences)
    differences.sort(key=lambda d: -d[0])
    other = sum(d[0] == math.inf for d in differences)
    differences = differences[other:]
    print(file.name, other, "of another shape,", len(differences), "values; largest differences, relative to 1 or the value:", *[f"\n   {d[0]:.1e} {d[1]} {str(d[2])[:40]} {str(d[3])[:40]}" for d in differences[:3]])

"""Compares two pickles of answers.py. Prints a line per group, and what differs; exits with 1 if anything does.

usage: compare.py PYRADIOMICS.pickle RADSCORE.pickle
"""

import pickle
import sys

import numpy as np

theirs, ours = (pickle.load(open(path, "rb")) for path in sys.argv[1:])
#: PyRadiomics computes in double, and sums in another order.
RELATIVE = 1e-9
faults, counts, worst = [], {}, 0.0


def is_same(a, b, relative=RELATIVE, absolute=0.0):
    global worst
    if isinstance(a, str) or a is None or isinstance(a, (dict, bool)):
        return a == b
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape:
        return False
    off = np.abs(a - b)
    both = np.isnan(a) & np.isnan(b)
    allowed = np.maximum(relative * np.abs(a), absolute)
    ratio = np.where(both | (off == 0), 0.0, off / np.where(a == 0, 1.0, np.abs(a)))
    if ratio.size and np.nanmax(ratio) <= RELATIVE:
        worst = max(worst, float(np.nanmax(ratio)))
    return bool(np.all(both | (off <= allowed)))


def count(group, number=1):
    counts[group] = counts.get(group, 0) + number


def compare_named(key, a, b):
    if [one[0] for one in a] != [one[0] for one in b]:
        faults.append(f"{key}: other names or another order: {set(x[0] for x in a) ^ set(x[0] for x in b)}")
        return
    for (name, kind, value), (_, own_kind, own) in zip(a, b):
        count("features and diagnostics: type")
        if kind != own_kind:
            faults.append(f"{key} {name}: type {own_kind}, PyRadiomics {kind}")
        if "Versions_" in name:
            continue
        count("features and diagnostics: value")
        # An axis of no length is the root of what rounding leaves of an eigenvalue.
        absolute = 1e-7 if name.endswith(("LeastAxisLength", "Flatness", "MinorAxisLength")) else 0.0
        # Where PyRadiomics divides by the sum of a matrix that rounding has touched, log2(p + eps) of p = 1 is left.
        absolute = max(absolute, 1e-14 if "Entropy" in name else 0.0)
        # Where the second eigenvalue of a direction is 0, its root is that of rounding (docs/features.md).
        absolute = max(absolute, 3e-8 if name.endswith("MCC") else 0.0)
        if not is_same(value, own, absolute=absolute):
            faults.append(f"{key} {name}: {own}, PyRadiomics {value}")


def compare_images(key, a, b, inside=None):
    count("images")
    for part in ("type", "grid"):
        left, right = a[part], b[part]
        fine = left == right if part == "type" else all(is_same(x, y, 1e-12, 1e-9) for x, y in zip(left, right))
        if not fine:
            faults.append(f"{key}: {part} {right}, PyRadiomics {left}")
    left, right = a["voxels"], b["voxels"]
    if inside is not None:
        left, right = left[inside], right[inside]
    span = float(np.ptp(left)) or 1.0
    # Filters in single precision: a millionth of the range.
    if left.shape != right.shape or not is_same(left, right, 0.0, 1e-6 * span):
        faults.append(f"{key}: voxels differ by up to {np.abs(left.astype(float) - right).max() if left.shape == right.shape else 'shape'}")


if list(theirs) != list(ours):
    faults.append(f"other answers: {set(theirs) ^ set(ours)}")
for key in theirs:
    a, b = theirs[key], ours.get(key)
    if isinstance(a, list) and a and isinstance(a[0], tuple):
        compare_named(key, a, b) if isinstance(b, list) else faults.append(f"{key}: {b}, PyRadiomics gives values")
    elif isinstance(a, list):
        for left, right in zip(a, b):
            compare_images(key, left, right)
    elif isinstance(a, dict) and "voxels" in a:
        # PyRadiomics leaves what lies outside the ROI of LBP3D undefined.
        compare_images(key, a, b, theirs[key[0], "inside"] if "LBP3D" in key[1] else None)
    elif isinstance(a, tuple) and isinstance(a[-1], dict) and "voxels" in a[-1]:
        compare_images(key, a[-1], b[-1])
        if a[0] != b[0]:
            faults.append(f"{key}: {b[0]}, PyRadiomics {a[0]}")
    elif isinstance(a, np.ndarray):
        if not np.array_equal(a, b):
            faults.append(f"{key}: other voxels")
    else:
        count("refusals, names and boxes")
        if a != b:
            faults.append(f"{key}: {b}, PyRadiomics {a}")
for group, number in counts.items():
    print(f"{group}: {number}")
print(f"largest relative difference within the tolerance: {worst:.1e}")
print(f"differences: {len(faults)}")
for fault in faults[:40]:
    print(f"  {fault}")
sys.exit(1 if faults else 0)

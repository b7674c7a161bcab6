"""Writes the synthetic subjects: masks on other grids, degenerate regions, and NIfTI copies of NRRD files.

    python subjects.py SHARED OUT

Run with SimpleITK (PyRadiomics' environment). Every array is given by a formula, so that the same files come out each time.
`OUT/subjects.json` names them, with the voxels and the spacing of each region.
"""
import json
import math
import os
import sys

import numpy
import SimpleITK as sitk
from skimage.measure import marching_cubes

shared, out = sys.argv[1:3]
os.makedirs(out, exist_ok=True)
index = {"copies": {}, "meshes": {}, "geometry": [], "degenerate": []}


def save(image, name):
    path = os.path.join(out, f"{name}.nii.gz")
    sitk.WriteImage(image, path)
    return path


def volume(array, spacing=(1.0, 1.0, 1.0), origin=(0.0, 0.0, 0.0), direction=None):
    image = sitk.GetImageFromArray(array)
    image.SetSpacing(spacing)
    image.SetOrigin(origin)
    if direction:
        image.SetDirection(direction)
    return image


for case in ("brain1", "breast1", "lung1"):
    for part in ("image", "label"):
        source = sitk.ReadImage(f"{shared}/data/pyradiomics/{case}_{part}.nrrd")
        index["copies"][f"{case}_{part}"] = save(source, f"{case}_{part}")



def lewiner(path):
    """Volume and area of the mesh by Lewiner's tables, which scikit-image has: another triangulation of ambiguous cells."""
    source = sitk.ReadImage(path)
    padded = numpy.pad(sitk.GetArrayFromImage(source) > 0, 1).astype(float)
    vertices, faces, _, _ = marching_cubes(padded, 0.5, spacing=source.GetSpacing()[::-1])
    a, b, c = (vertices.astype(float)[faces[:, k]] for k in range(3))
    volume = abs(numpy.einsum("ij,ij->i", a, numpy.cross(b, c)).sum() / 6)
    return {"volume": volume, "area": numpy.linalg.norm(numpy.cross(b - a, c - a), axis=1).sum() / 2}


for case in ("brain1", "breast1", "lung1"):
    index["meshes"][case] = lewiner(f"{shared}/data/pyradiomics/{case}_label.nrrd")
index["meshes"]["sts001_mr"] = lewiner(f"{shared}/data/sts/STS_001_MR_T1_mask.nii.gz")

# Masks on other grids: a smooth image, and a region that no mirror or exchange of axes maps onto itself.
SIZE, SPACING, ORIGIN = (26, 22, 18), (0.9, 1.1, 2.0), (-12.0, 7.0, 30.0)
z, y, x = numpy.meshgrid(*(numpy.arange(n) for n in SIZE[::-1]), indexing="ij")
texture = 180 + 90 * numpy.sin(0.7 * x) * numpy.cos(0.45 * y + 0.2 * x) + 60 * numpy.sin(0.8 * z + 0.3 * y)
noise = ((x * 7919 + y * 104729 + z * 1299709) % 97) - 48
values = numpy.rint(texture + 0.5 * noise).astype(numpy.int16)
inside = ((x - 11) / 6.5) ** 2 + ((y - 10) / 5.0) ** 2 + ((z - 8) / 4.0) ** 2 < 1
inside &= ~((x > 12) & (y < 9) & (z < 8))
image = volume(values, SPACING, ORIGIN)
mask = volume(inside.astype(numpy.uint8), SPACING, ORIGIN)
image_path = save(image, "grid_image")


def placed(moved):
    return sitk.Resample(moved, image, sitk.Transform(), sitk.sitkNearestNeighbor, 0, sitk.sitkUInt8)


def resampled(spacing):
    size = [math.ceil(n * old / new) for n, old, new in zip(SIZE, SPACING, spacing)]
    origin = [o - old / 2 + new / 2 for o, old, new in zip(ORIGIN, SPACING, spacing)]
    grid = sitk.Image(size, sitk.sitkUInt8)
    grid.SetSpacing(spacing)
    grid.SetOrigin(origin)
    return sitk.Resample(mask, grid, sitk.Transform(), sitk.sitkNearestNeighbor, 0, sitk.sitkUInt8)


def with_header(origin=ORIGIN, spacing=SPACING, direction=None):
    return volume(inside.astype(numpy.uint8), spacing, origin, direction)


def rotation(angle):
    c, s = math.cos(angle), math.sin(angle)
    return (c, -s, 0, s, c, 0, 0, 0, 1)


def about_centre(angle):
    matrix = numpy.array(rotation(angle)).reshape(3, 3)
    half = numpy.array([(n - 1) / 2 * s for n, s in zip(SIZE, SPACING)])
    origin = numpy.array(ORIGIN) + half - matrix @ half
    return with_header(tuple(origin), SPACING, rotation(angle))


def shifted(voxels):
    return with_header(tuple(o + v * s for o, v, s in zip(ORIGIN, voxels, SPACING)))


GRIDS = {
    "same": (mask, "lossless"),
    "larger": (sitk.ConstantPad(mask, (3, 2, 1), (2, 3, 2)), "lossless"),
    "cropped": (sitk.RegionOfInterest(mask, (16, 14, 11), (3, 3, 3)), "lossless"),
    "mirrored": (sitk.Flip(mask, (True, False, False)), "lossless"),
    "axes exchanged": (sitk.PermuteAxes(mask, (1, 0, 2)), "lossless"),
    "displaced by 0.5 µm": (with_header(tuple(o + 0.0005 for o in ORIGIN)), "lossless"),
    "displaced by 0.3 voxel": (shifted((0.3, 0, 0)), "other"),
    "displaced by 2 voxels": (shifted((2, 0, 0)), "other"),
    "finer": (resampled([s / 2 for s in SPACING]), "other"),
    "coarser": (resampled([s * 2 for s in SPACING]), "other"),
    "turned by 10°": (about_centre(math.radians(10)), "other"),
    "spacing 10 % larger": (with_header(ORIGIN, tuple(1.1 * s for s in SPACING)), "other"),
    "outside": (with_header(tuple(o + 500 for o in ORIGIN)), "outside"),
}
for name, (moved, kind) in GRIDS.items():
    stem = "grid_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in name)
    moved_path = save(moved, stem)
    there = placed(sitk.ReadImage(moved_path))
    entry = {"name": name, "kind": kind, "image": image_path, "mask": moved_path}
    if kind == "other":
        entry["placed"] = save(there, stem + "_placed")
    if moved.GetSize() == image.GetSize():
        entry["byIndex"] = save(volume(sitk.GetArrayFromImage(moved), SPACING, ORIGIN), stem + "_index")
    index["geometry"].append(entry)
index["grid"] = {"voxels": int(inside.sum()), "spacing": SPACING}

# Degenerate regions, in the cube of PyRadiomics' golden values.
base = numpy.load(f"{shared}/golden/radiomics/degenerate_base_7x7x7_int16.npy")


def box(start, size):
    found = numpy.zeros((7, 7, 7), numpy.uint8)
    (px, py, pz), (nx, ny, nz) = start, size
    found[pz : pz + nz, py : py + ny, px : px + nx] = 1
    return found


def points(*voxels):
    found = numpy.zeros((7, 7, 7), numpy.uint8)
    for px, py, pz in voxels:
        found[pz, py, px] = 1
    return found


cube = box((2, 2, 2), (3, 3, 3))
two = cube.copy()
two[5:7, 5:7, 5:7] = 2
plain = base.astype(numpy.int16)
real = base.astype(numpy.float32)


def altered(position, value):
    changed = real.copy()
    changed[position] = value
    return changed


DEGENERATE = [
    ("one voxel", plain, points((3, 3, 3)), 1, None),
    ("two voxels", plain, box((2, 3, 3), (2, 1, 1)), 1, "two_voxels_line_minDims1"),
    ("two voxels apart", plain, points((1, 1, 1), (5, 5, 5)), 1, "two_isolated_voxels"),
    ("two adjacent, one apart", plain, points((1, 1, 1), (2, 1, 1), (5, 5, 5)), 1, "two_adjacent_one_isolated"),
    ("one slice of 3 × 3", plain, box((2, 2, 3), (3, 3, 1)), 1, "flat_slice_3x3"),
    ("cube of 3 × 3 × 3", plain, cube, 1, "cube3"),
    ("flat region of 100", numpy.full_like(plain, 100), cube, 1, "constant_100_cube3"),
    ("flat region of 0", numpy.zeros_like(plain), cube, 1, "constant_0_cube3"),
    ("the full image", plain, box((0, 0, 0), (7, 7, 7)), 1, "full_image"),
    ("empty mask", plain, numpy.zeros_like(cube), 1, None),
    ("label that is absent", plain, cube, 3, None),
    ("label 2 of two", plain, two, 2, None),
    ("label 255", plain, cube * 255, 255, None),
    ("mask stored as float", plain, cube.astype(numpy.float32), 1, None),
    ("mask of shares (0.4)", plain, cube.astype(numpy.float32) * 0.4, 1, None),
    ("NaN in the region", altered((3, 3, 3), numpy.nan), cube, 1, None),
    ("infinity in the region", altered((3, 3, 3), numpy.inf), cube, 1, None),
    ("NaN outside the region", altered((0, 0, 0), numpy.nan), cube, 1, None),
    ("float image", real, cube, 1, "cube3"),
]
for number, (name, array, region, label, golden) in enumerate(DEGENERATE):
    index["degenerate"].append(
        {
            "name": name,
            "image": save(volume(array), f"degenerate_{number}_image"),
            "mask": save(volume(region), f"degenerate_{number}_mask"),
            "label": label,
            "golden": golden,
            "voxels": int((region == label).sum()),
            "spacing": [1, 1, 1],
        }
    )

with open(os.path.join(out, "subjects.json"), "w", encoding="utf-8") as file:
    json.dump(index, file, indent=1)

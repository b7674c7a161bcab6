"""Reads files by programs that are not this project: one JSON request a line, one JSON answer a line.

Request: {"id", "format", "paths", "grid"}, the grid (size, and affine as below) only for what is rasterised on one. Answer: {"id", "readers": {name: {"size", "affine", "voxels"} or {"error"}}}, where
affine is index -> LPS millimetres as three rows of four, and both arrays are float64 in base64, x fastest. A reader
that says nothing of the voxel size of a file leaves the affine out.
"""

import base64
import json
import os
import sys
import warnings

import numpy as np
import SimpleITK as sitk

warnings.simplefilter("ignore")
sitk.ProcessObject.SetGlobalWarningDisplay(False)
import logging

logging.disable(logging.CRITICAL)

try:
    import nibabel
except ImportError:
    nibabel = None
try:
    import nrrd
except ImportError:
    nrrd = None
try:
    import pydicom
except ImportError:
    pydicom = None
try:
    import gdcm
except ImportError:
    gdcm = None

try:
    from skimage.measure import points_in_poly
except ImportError:
    points_in_poly = None

TO_LPS = np.diag([-1.0, -1.0, 1.0])


def packed(array):
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f8").tobytes()).decode()


def answer(voxels, affine, size):
    size = [int(n) for n in size] + [1] * (3 - len(size))
    out = {"size": size, "voxels": packed(np.asarray(voxels, dtype="f8").ravel())}
    if affine is not None:
        out["affine"] = packed(np.asarray(affine, dtype="f8"))
    return out


def of_itk(image):
    size = image.GetSize()
    spacing, origin = image.GetSpacing(), image.GetOrigin()
    n = len(size)
    if n > 3:
        if any(extent != 1 for extent in size[3:]):
            raise ValueError("more than three axes")
    full = np.eye(3)
    direction = np.array(image.GetDirection()).reshape(n, n)
    m = min(n, 3)
    full[:m, :m] = direction[:m, :m]
    steps = np.array(list(spacing[:3]) + [1.0] * (3 - m))
    start = np.array(list(origin[:3]) + [0.0] * (3 - m))
    affine = np.column_stack([full * steps, start])
    if image.GetNumberOfComponentsPerPixel() != 1:
        raise ValueError("several values per voxel")
    return answer(sitk.GetArrayFromImage(image), affine, size[:3])


def by_itk(paths):
    return of_itk(sitk.ReadImage(paths[0]))


def by_nibabel(paths):
    image = nibabel.load(paths[0])
    data = np.asanyarray(image.dataobj)
    if data.dtype.fields or np.iscomplexobj(data):
        raise ValueError("several values per voxel")
    if any(extent != 1 for extent in data.shape[3:]):
        raise ValueError("more than three axes")
    affine = TO_LPS @ image.affine[:3, :]
    return answer(data.astype("f8").ravel(order="F"), affine, data.shape[:3])


def by_pynrrd(paths):
    data, header = nrrd.read(paths[0], index_order="F")
    n = data.ndim
    affine = None
    directions = header.get("space directions")
    if directions is not None:
        keep = [i for i in range(n) if directions[i] is not None and not np.any(np.isnan(directions[i]))]
        others = [data.shape[i] for i in range(n) if i not in keep]
        if any(extent != 1 for extent in others):
            raise ValueError("several values per voxel")
        size = [data.shape[i] for i in keep]
        if len(keep) == 3:
            signs = {
                "left-posterior-superior": [1, 1, 1], "lps": [1, 1, 1],
                "right-anterior-superior": [-1, -1, 1], "ras": [-1, -1, 1],
                "left-anterior-superior": [1, -1, 1], "las": [1, -1, 1],
            }.get(str(header.get("space", "")).lower(), [1, 1, 1])
            columns = np.column_stack([np.array(directions[i], dtype="f8") for i in keep])
            origin = np.array(header.get("space origin", [0, 0, 0]), dtype="f8")
            affine = np.diag(np.array(signs, dtype="f8")) @ np.column_stack([columns, origin])
    else:
        size = list(data.shape)
        if len(size) > 3:
            if any(extent != 1 for extent in size[3:]):
                raise ValueError("more than three axes")
    return answer(data.astype("f8").ravel(order="F"), affine, size[:3])


def slices_by_pydicom(paths):
    planes = []
    for path in paths:
        d = pydicom.dcmread(path)
        planes.extend(planes_of(d))
    return stacked(planes)


def planes_of(d):
    pixels = d.pixel_array.astype("f8")
    if int(d.get("SamplesPerPixel", 1)) != 1:
        raise ValueError("several values per voxel")
    frames = int(d.get("NumberOfFrames", 1) or 1)
    pixels = pixels.reshape((frames,) + pixels.shape[-2:])
    out = []
    uid = str(d.get("SOPInstanceUID", ""))
    shared = d.SharedFunctionalGroupsSequence[0] if "SharedFunctionalGroupsSequence" in d else None
    for i in range(frames):
        groups = [d]
        if "PerFrameFunctionalGroupsSequence" in d:
            groups = [d.PerFrameFunctionalGroupsSequence[i], shared, d]
        def get(sequence, keyword):
            for g in groups:
                if g is None:
                    continue
                if sequence in g and len(g[sequence].value) and keyword in g[sequence].value[0]:
                    return g[sequence].value[0][keyword].value
            return d.get(keyword)
        position = get("PlanePositionSequence", "ImagePositionPatient")
        orientation = get("PlaneOrientationSequence", "ImageOrientationPatient")
        spacing = get("PixelMeasuresSequence", "PixelSpacing")
        slope = get("PixelValueTransformationSequence", "RescaleSlope")
        intercept = get("PixelValueTransformationSequence", "RescaleIntercept")
        slope = 1.0 if slope is None else float(slope)
        intercept = 0.0 if intercept is None else float(intercept)
        out.append((np.array(position, dtype="f8"), np.array(orientation, dtype="f8"), np.array(spacing, dtype="f8"),
                    pixels[i] * slope + intercept, uid))
    return out


def stacked(planes):
    # One object that came twice is one.
    planes = [p for i, p in enumerate(planes)
              if not any(len(p) > 4 and p[4] and p[4] == q[4] and np.array_equal(p[0], q[0]) and np.array_equal(p[3], q[3])
                         for q in planes[:i])]
    _, o, s = planes[0][:3]
    # Cosines say a direction; their length is rounding.
    o = np.concatenate([o[:3] / np.linalg.norm(o[:3]), o[3:] / np.linalg.norm(o[3:])])
    normal = np.cross(o[:3], o[3:])
    planes.sort(key=lambda p: float(p[0] @ normal))
    volume = np.stack([p[3] for p in planes])
    step = (planes[-1][0] - planes[0][0]) / (len(planes) - 1) if len(planes) > 1 else None
    affine = None
    if step is not None:
        affine = np.column_stack([o[:3] * s[1], o[3:] * s[0], step, planes[0][0]])
    return answer(volume, affine, volume.shape[::-1])


def slices_by_gdcm(paths):
    planes = []
    for path in paths:
        image = sitk.ReadImage(path, imageIO="GDCMImageIO")
        if image.GetNumberOfComponentsPerPixel() != 1:
            raise ValueError("several values per voxel")
        direction = np.array(image.GetDirection()).reshape(3, 3)
        spacing = image.GetSpacing()
        array = sitk.GetArrayFromImage(image).astype("f8")
        start = np.array(image.GetOrigin())
        uid = image.GetMetaData("0008|0018") if image.HasMetaDataKey("0008|0018") else ""
        for z in range(array.shape[0]):
            planes.append((start + direction[:, 2] * spacing[2] * z,
                           np.concatenate([direction[:, 0], direction[:, 1]]),
                           np.array([spacing[1], spacing[0]]), array[z], uid.strip("\0 ")))
    return stacked(planes)


def segments_by_pydicom(paths):
    d = pydicom.dcmread(paths[0])
    pixels = d.pixel_array
    frames = int(d.get("NumberOfFrames", 1) or 1)
    pixels = pixels.reshape((frames,) + pixels.shape[-2:])
    if len(d.PerFrameFunctionalGroupsSequence) != frames:
        raise ValueError("per-frame items and frames disagree")
    # Positions of inside pixels, whatever the order of the frames.
    shared = d.SharedFunctionalGroupsSequence[0]
    points = []
    for i in range(frames):
        group = d.PerFrameFunctionalGroupsSequence[i]
        p = np.array(group.PlanePositionSequence[0].ImagePositionPatient, dtype="f8")
        o = (group if "PlaneOrientationSequence" in group else shared).PlaneOrientationSequence[0].ImageOrientationPatient
        s = (group if "PixelMeasuresSequence" in group else shared).PixelMeasuresSequence[0].PixelSpacing
        o, s = np.array(o, dtype="f8"), np.array(s, dtype="f8")
        rows, columns = np.nonzero(pixels[i])
        for r, c in zip(rows, columns):
            points.append(p + o[:3] * s[1] * c + o[3:] * s[0] * r)
    return {"points": packed(np.array(points).reshape(-1, 3))}


ON_EDGE = 1e-3


def contours_by_skimage(paths, grid):
    """A pixel is inside an odd number of the contours of its slice, or its centre lies on one of them."""
    d = pydicom.dcmread(paths[0])
    nx, ny, nz = grid["size"]
    affine = np.array(grid["affine"]).reshape(3, 4)
    to_index = np.linalg.inv(affine[:, :3])
    items = [item for item in d.ROIContourSequence if len(item.get("ContourSequence") or []) > 0]
    number = int(items[0].ReferencedROINumber)
    inside, edge = np.zeros((nz, ny, nx), dtype=bool), np.zeros((nz, ny, nx), dtype=bool)
    y, x = np.mgrid[0:ny, 0:nx]
    centres = np.column_stack([x.ravel(), y.ravel()]).astype("f8")
    for item in items:
        if int(item.ReferencedROINumber) != number:
            continue
        for contour in item.ContourSequence:
            kind = contour.get("ContourGeometricType") or "CLOSED_PLANAR"
            if not kind.startswith(("CLOSED_PLANAR", "CLOSEDPLANAR")):
                continue
            points = np.array(contour.ContourData, dtype="f8").reshape(-1, 3)
            index = (points - affine[:, 3]) @ to_index.T
            z = int(np.round(index[0, 2]))
            polygon = index[:, :2]
            inside[z] ^= points_in_poly(centres, polygon).reshape(ny, nx)
            for a, b in zip(polygon, np.roll(polygon, -1, axis=0)):
                length = max(float((b - a) @ (b - a)), 1e-300)
                along = np.clip((centres - a) @ (b - a) / length, 0, 1)
                away = np.hypot(*(centres - a - along[:, None] * (b - a)).T)
                edge[z] |= (away <= ON_EDGE).reshape(ny, nx)
    return answer((inside | edge).astype("f8"), None, [nx, ny, nz])


READERS = {
    "nifti": {"itk": by_itk, "nibabel": nibabel and by_nibabel},
    "nrrd": {"itk": by_itk, "pynrrd": nrrd and by_pynrrd},
    "mha": {"itk": by_itk},
    "dicom": {"gdcm": slices_by_gdcm, "pydicom": pydicom and slices_by_pydicom},
    "rtstruct": {"skimage": pydicom and points_in_poly and contours_by_skimage},
    "seg": {"pydicom": pydicom and segments_by_pydicom},
}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        readers = {}
        for name, read in READERS[request["format"]].items():
            if not read:
                continue
            try:
                grid = request.get("grid")
                readers[name] = read(request["paths"], grid) if grid else read(request["paths"])
            except Exception as error:  # whatever a reader raises is its refusal
                readers[name] = {"error": f"{type(error).__name__}: {error}"[:300]}
        sys.stdout.write(json.dumps({"id": request["id"], "readers": readers}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Reads a series and its segmentation with pydicom, highdicom and SimpleITK; prints what they see as JSON.

    python read-by-peers.py FOLDER SEG
"""

import json
import sys
from pathlib import Path

import highdicom
import numpy as np
import pydicom
import SimpleITK as sitk

folder, seg_file = sys.argv[1:]
paths = sorted(Path(folder).iterdir())
slices = [pydicom.dcmread(path) for path in paths]


def normal(dataset):
    orientation = [float(value) for value in dataset.ImageOrientationPatient]
    return np.cross(orientation[:3], orientation[3:])


slices.sort(key=lambda dataset: float(np.dot(normal(dataset), [float(v) for v in dataset.ImagePositionPatient])))
by_pydicom = np.stack([dataset.pixel_array for dataset in slices])

reader = sitk.ImageSeriesReader()
reader.SetFileNames(reader.GetGDCMSeriesFileNames(folder))
image = reader.Execute()

volume = highdicom.get_volume_from_series(slices)
# highdicom may stack against the normal of the slices; its affine says so.
if np.dot(volume.affine[:3, 0], normal(slices[0])) < 0:
    volume = volume.flip_spatial(0)
segmentation = highdicom.seg.segread(seg_file)
uids = [dataset.SOPInstanceUID for dataset in slices]
inside = segmentation.get_pixels_by_source_instance(uids, assert_missing_frames_are_empty=True)
drawn = segmentation.get_volume(combine_segments=True)
referenced = {
    instance.ReferencedSOPInstanceUID
    for series in segmentation.ReferencedSeriesSequence
    for instance in series.ReferencedInstanceSequence
}
sources = {
    source.ReferencedSOPInstanceUID
    for frame in segmentation.PerFrameFunctionalGroupsSequence
    for derivation in frame.DerivationImageSequence
    for source in derivation.SourceImageSequence
}

print(
    json.dumps(
        {
            "pydicom": by_pydicom.ravel().tolist(),
            "simpleitk": {
                "voxels": sitk.GetArrayFromImage(image).ravel().tolist(),
                "size": image.GetSize(),
                "spacing": image.GetSpacing(),
                "origin": image.GetOrigin(),
                "direction": image.GetDirection(),
            },
            # Columns of highdicom's affine are slice, row and column steps.
            "highdicom": {"voxels": np.asarray(volume.array).ravel().tolist(), "affine": volume.affine.tolist()},
            "segments": [
                {"number": number, "label": segmentation.get_segment_description(number).segment_label}
                for number in segmentation.segment_numbers
            ],
            "roi": inside[..., 0].ravel().tolist(),
            "roiVoxels": int(np.asarray(drawn.array).sum()),
            "roiOnFrame": segmentation.FrameOfReferenceUID == slices[0].FrameOfReferenceUID,
            "unknownReferences": sorted((referenced | sources) - set(uids)),
            "unreferenced": sorted(set(uids) - referenced),
        }
    )
)

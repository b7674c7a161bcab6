"""What pydicom (with numpy) and GDCM (through SimpleITK) read of each series of slices, as JSON; null where they refuse.

Called by mutations.test.ts with a folder that holds a folder for each series.
"""
import glob
import json
import os
import sys
import warnings

import numpy
import pydicom
import SimpleITK
from pydicom.pixels import apply_modality_lut

warnings.simplefilter("ignore")
SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)


def along(dataset):
    rows = [float(value) for value in dataset.ImageOrientationPatient]
    return float(numpy.dot(numpy.cross(rows[:3], rows[3:]), [float(v) for v in dataset.ImagePositionPatient]))


def by_pydicom(files):
    datasets = sorted((pydicom.dcmread(file) for file in files), key=along)
    values = [apply_modality_lut(dataset.pixel_array, dataset) for dataset in datasets]
    spacing = [float(value) for value in datasets[0].PixelSpacing]
    return {"voxels": [float(v) for slice_ in values for v in slice_.ravel()], "spacing": [spacing[1], spacing[0]]}


def by_gdcm(files):
    images = []
    for file in files:
        reader = SimpleITK.ImageFileReader()
        reader.SetImageIO("GDCMImageIO")
        reader.SetFileName(file)
        images.append(reader.Execute())

    def place(image):
        direction = numpy.array(image.GetDirection()).reshape(3, 3)
        return float(numpy.dot(direction[:, 2], image.GetOrigin()))

    images.sort(key=place)
    values = [float(v) for image in images for v in SimpleITK.GetArrayFromImage(image).ravel()]
    return {"voxels": values, "spacing": list(images[0].GetSpacing()[:2])}


def attempt(read, files):
    try:
        return read(files)
    except Exception:  # What a reader raises differs from version to version: any of it means that it refuses.
        return None


seen = {}
for folder in sorted(glob.glob(os.path.join(sys.argv[1], "*"))):
    files = sorted(glob.glob(os.path.join(folder, "*.dcm")))
    seen[os.path.basename(folder)] = {"pydicom": attempt(by_pydicom, files), "gdcm": attempt(by_gdcm, files)}
json.dump(seen, sys.stdout)

"""What a module that is called radiomics answers, as a pickle: PyRadiomics itself, or radscore in its place.

usage: answers.py radiomics|radscore FOLDER-OF-TEST-CASES OUT.pickle
"""

import logging
import pickle
import sys

import numpy as np
import SimpleITK as sitk

program, folder, out = sys.argv[1:]
if program == "radscore":
    import radscore

    radscore.install()

import radiomics
from radiomics import featureextractor, imageoperations

radiomics.setVerbosity(60)
answers = {}


def described(value):
    """A type in words, and the value as plain numbers."""
    kind = type(value).__name__
    if isinstance(value, np.ndarray):
        return f"{kind}{value.shape} of {value.dtype}", value
    if isinstance(value, tuple):
        return f"{kind} of {sorted({type(item).__name__ for item in value})}", tuple(map(float, value))
    if isinstance(value, (float, np.floating)):
        return kind, float(value)
    return kind, value


def of_image(image):
    return {
        "voxels": sitk.GetArrayFromImage(image),
        "grid": (image.GetSize(), image.GetSpacing(), image.GetOrigin(), image.GetDirection()),
        "type": image.GetPixelIDTypeAsString(),
    }


def tried(work):
    try:
        return work()
    except Exception as error:
        return ("raised", isinstance(error, ValueError), str(error).split(".")[0].split("!")[0][:24])


SETTINGS = {
    "defaults": {},
    "resampled": {"resampledPixelSpacing": [2, 2, 2], "resegmentRange": [50, 1500], "binWidth": 10},
    "normalised": {"normalize": True, "normalizeScale": 100, "removeOutliers": 3, "binWidth": 5},
    "precropped": {"preCrop": True, "binWidth": 10, "force2D": True},
    "weighted": {"weightingNorm": "euclidean", "symmetricalGLCM": False, "distances": [1, 2], "binCount": 16},
}
TYPES = {"defaults": ["Original", "LBP2D"], "resampled": "all", "precropped": ["Original", "Wavelet"]}
for case in ("brain1", "breast1"):
    paths = f"{folder}/{case}_image.nrrd", f"{folder}/{case}_label.nrrd"
    image, mask = sitk.ReadImage(paths[0]), sitk.ReadImage(paths[1])
    for name, settings in SETTINGS.items():
        extractor = featureextractor.RadiomicsFeatureExtractor(sigma=[2.0, 3], **settings)
        if TYPES.get(name) == "all":
            extractor.enableAllImageTypes()
        elif name in TYPES:
            extractor.disableAllImageTypes()
            extractor.enableImageTypes(**{one: {} for one in TYPES[name]})
        given = paths if name != "resampled" else (image, mask)
        result = tried(lambda: extractor.execute(*given))
        answers[case, name] = (
            result if isinstance(result, tuple) else [(key, *described(value)) for key, value in result.items()]
        )
    box, corrected = imageoperations.checkMask(image, mask)
    answers[case, "checkMask"] = (box.tolist(), str(box.dtype), corrected)
    cropped = imageoperations.cropToTumorMask(image, mask, box, padDistance=3)
    answers[case, "cropToTumorMask"] = [of_image(one) for one in cropped]
    for spacing in ([2, 2, 2], [0, 0, 3], [1.5, 1.0, 0]):
        resampled = imageoperations.resampleImage(image, mask, resampledPixelSpacing=spacing, label=1, padDistance=4)
        answers[case, f"resampleImage {spacing}"] = [of_image(one) for one in resampled]
    answers[case, "normalizeImage"] = of_image(imageoperations.normalizeImage(image, normalizeScale=10, removeOutliers=2))
    answers[case, "resegmentMask"] = of_image(
        imageoperations.resegmentMask(image, mask, resegmentRange=[-1, 1], resegmentMode="sigma")
    )
    elsewhere = sitk.Resample(mask, [n // 2 for n in mask.GetSize()[:2]] + [mask.GetSize()[2]], sitk.Transform(),
                              sitk.sitkNearestNeighbor, mask.GetOrigin(),
                              [2 * s for s in mask.GetSpacing()[:2]] + [mask.GetSpacing()[2]], mask.GetDirection())
    box, corrected = imageoperations.checkMask(image, elsewhere, correctMask=True)
    answers[case, "checkMask corrected"] = (box.tolist(), of_image(corrected))
    small = imageoperations.cropToTumorMask(image, mask, imageoperations.checkMask(image, mask)[0], padDistance=6)
    for image_type in radiomics.getImageTypes():
        make = getattr(imageoperations, f"get{image_type}Image")
        for filtered, name, _ in make(*small, sigma=[2.0, 3], level=1, force2D=False):
            answers[case, f"get{image_type}Image {name}"] = of_image(filtered)
    inside = sitk.GetArrayFromImage(small[1]) == 1
    answers[case, "inside"] = inside
    for name, feature_class in radiomics.getFeatureClasses().items():
        answers[name, "names"] = feature_class.getFeatureNames()
        if name == "shape2D":
            continue
        features = feature_class(*small, binWidth=10)
        features.enableAllFeatures()
        answers[case, f"{name} executed"] = [(key, *described(value)) for key, value in features.execute().items()]
        answers[case, f"{name} methods"] = [
            (key, *described(getattr(features, f"get{key}FeatureValue")()))
            for key, is_deprecated in features.featureNames.items()
            if not is_deprecated
        ]
    one_slice = sitk.GetArrayFromImage(mask)
    largest = one_slice.reshape(one_slice.shape[0], -1).sum(1).argmax()
    one_slice[[z for z in range(len(one_slice)) if z != largest]] = 0
    flat = sitk.GetImageFromArray(one_slice)
    flat.CopyInformation(mask)
    extractor = featureextractor.RadiomicsFeatureExtractor(force2D=True)
    extractor.enableAllFeatures()
    extractor.enableFeaturesByName(shape2D=["SphericalDisproportion", "Perimeter", *answers["shape2D", "names"]])
    result = tried(lambda: extractor.execute(image, flat))
    answers[case, "one slice"] = (
        result if isinstance(result, tuple) else [(key, *described(value)) for key, value in result.items()]
    )

flat_image = sitk.Image(8, 8, 8, sitk.sitkInt16) + 40
cube = sitk.Image(8, 8, 8, sitk.sitkUInt8)
cube[2:6, 2:6, 2:6] = 2
extractor = featureextractor.RadiomicsFeatureExtractor()
answers["one grey level", ""] = [
    (key, *described(value)) for key, value in extractor.execute(flat_image, cube, label=2).items()
]
lone = sitk.Image(8, 8, 8, sitk.sitkUInt8)
lone[1, 1, 1] = 1
for name, work in {
    "label": lambda: extractor.execute(flat_image, cube),
    "nothing": lambda: extractor.execute(flat_image, sitk.Image(8, 8, 8, sitk.sitkUInt8)),
    "one voxel": lambda: extractor.execute(flat_image, lone),
    "geometry": lambda: extractor.execute(flat_image, sitk.Image(cube) if cube.SetOrigin((9, 9, 9)) is None else None),
    "no file": lambda: extractor.execute("none.nrrd", cube),
    "no mask": lambda: extractor.execute(flat_image, "none.nrrd"),
    "neither": lambda: extractor.execute(None, None),
}.items():
    answers["refused", name] = tried(work)

logging.shutdown()
with open(out, "wb") as file:
    pickle.dump(answers, file)

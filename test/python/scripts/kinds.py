"""Types and shapes of what the shim returns, as JSON, and whether results and extractors survive pickling."""

import collections
import json
import pickle
import sys

import numpy as np
import radscore.radiomics as radiomics
import SimpleITK as sitk
from radscore.radiomics import featureextractor, glcm, imageoperations, shape

radiomics.setVerbosity(60)
image_path, mask_path = sys.argv[1:]


def kind(value):
    name = type(value).__name__
    if isinstance(value, np.ndarray):
        return f"{name}{value.shape} {value.dtype}"
    return f"{name} of {type(value[0]).__name__}" if isinstance(value, tuple) else name


extractor = featureextractor.RadiomicsFeatureExtractor(resampledPixelSpacing=[2, 2, 2], resegmentRange=[-1e6, 1e6])
result = extractor.execute(image_path, mask_path)
again = pickle.loads(pickle.dumps(extractor)).execute(sitk.ReadImage(image_path), sitk.ReadImage(mask_path))
thawed = pickle.loads(pickle.dumps(result))
kinds = collections.OrderedDict()
for name, value in result.items():
    kinds.setdefault(kind(value), []).append(name)

image, mask = sitk.ReadImage(image_path), sitk.ReadImage(mask_path)
box, _ = imageoperations.checkMask(image, mask)
image, mask = imageoperations.cropToTumorMask(image, mask, box)
features = glcm.RadiomicsGLCM(image, mask, binWidth=25)
features.enableFeatureByName("Idm")
executed = features.execute()
volume = shape.RadiomicsShape(image, mask)
print(
    json.dumps(
        {
            "result": type(result).__name__,
            "kinds": kinds,
            "first": list(result)[:8],
            "pickled": [str(thawed[name]) == str(result[name]) for name in result].count(False),
            "image": [name for name in result if str(again[name]) != str(result[name]) and "Versions" not in name],
            "box": [kind(box), len(box)],
            "executed": {name: kind(value) for name, value in executed.items()},
            "method": [kind(features.getIdmFeatureValue()), kind(volume.getSphericityFeatureValue())],
            "same": float(features.getIdmFeatureValue()[0]) == float(executed["Idm"]),
            "doc": features.getIdmFeatureValue.__doc__,
            "names": glcm.RadiomicsGLCM.getFeatureNames(),
        }
    )
)

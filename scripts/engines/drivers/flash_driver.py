"""flash-radiomics: its extractor with PyRadiomics' parameters, on the processor, one thread as its README starts it."""
import os
import tempfile

from driver import NotOffered, serve, values_of
from flash_radiomics import RadiomicsFeatureExtractor

folder = tempfile.mkdtemp(prefix="flash-radiomics-")


def extract(request):
    if request["task"] == "ibsi" and request["configuration"] != "phantom":
        raise NotOffered("no resampling on a grid centred on the image, no rounding, no fixed start of the bins")
    extractor = RadiomicsFeatureExtractor(request["parameters"], backend="cpu", num_threads=1)
    path = os.path.join(folder, "values.h5")
    if os.path.exists(path):
        os.remove(path)
    result = extractor.execute(request["image"], request["mask"], label=request["label"], output_hdf5_path=path)
    return values_of((name, value) for name, value in result.items() if not name.startswith("diagnostics"))


serve(extract, ["flash-radiomics", "numpy", "SimpleITK"])

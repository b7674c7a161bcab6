"""fastrad: `FeatureExtractor(settings).execute(image, mask)` on tensors (z, y, x), read by SimpleITK as its tests do."""
import SimpleITK
import torch
from driver import NotOffered, serve, values_of
from fastrad import FeatureExtractor, FeatureSettings, Mask, MedicalImage

CLASSES = ["firstorder", "shape", "glcm", "glrlm", "glszm", "gldm", "ngtdm"]


def extract(request):
    if request["task"] == "ibsi" and request["configuration"] != "phantom":
        raise NotOffered("no resampling, no resegmentation, no fixed start of the bins")
    if request.get("beyondWidth"):
        raise NotOffered(f"settings are bin width, 2D and classes only: no {request['beyondWidth']}")
    image = SimpleITK.ReadImage(request["image"])
    mask = SimpleITK.ReadImage(request["mask"])
    spacing = tuple(image.GetSpacing()[::-1])
    voxels = torch.from_numpy(SimpleITK.GetArrayFromImage(image).astype("float64"))
    inside = torch.from_numpy((SimpleITK.GetArrayFromImage(mask) == request["label"]).astype("uint8"))
    settings = FeatureSettings(
        feature_classes=CLASSES, bin_width=float(request["binWidth"]), device="cpu", spacing=spacing
    )
    engine = FeatureExtractor(settings)
    # The README says `execute`; 1.0.0 has `extract` only.
    run = getattr(engine, "execute", None) or engine.extract
    return values_of(run(MedicalImage(voxels, spacing), Mask(inside, spacing)).items())


serve(extract, ["fastrad", "torch", "numpy"])

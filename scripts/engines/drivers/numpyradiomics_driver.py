"""numpyradiomics: `shape`, `firstorder` and `texture` on arrays (z, y, x), read by SimpleITK: it reads no files itself."""
import numpyradiomics
import SimpleITK
from driver import NotOffered, serve, values_of


def extract(request):
    if request["task"] == "ibsi" and request["configuration"] != "phantom":
        raise NotOffered("no resampling, no resegmentation, no fixed start of the bins")
    if request.get("beyondBins"):
        raise NotOffered(f"functions of arrays: no {request['beyondBins']}")
    image = SimpleITK.ReadImage(request["image"])
    mask = SimpleITK.ReadImage(request["mask"])
    spacing = image.GetSpacing()[::-1]
    voxels = SimpleITK.GetArrayFromImage(image)
    inside = SimpleITK.GetArrayFromImage(mask) == request["label"]
    bins = {"binWidth": float(request["binWidth"])} if request.get("binWidth") else {"binCount": request["binCount"]}
    volume = spacing[0] * spacing[1] * spacing[2]
    found = {}
    for name, value in numpyradiomics.shape(inside, spacing, extend=False).items():
        found[f"original_shape_{name}"] = value
    for name, value in numpyradiomics.firstorder(voxels, inside, voxelVolume=volume, extend=False, **bins).items():
        found[f"original_firstorder_{name}"] = value
    for name, value in numpyradiomics.texture(voxels, inside, **bins).items():
        found[f"original_{name}"] = value
    return values_of(found.items())


serve(extract, ["numpyradiomics", "numpy", "scipy", "scikit-image"])

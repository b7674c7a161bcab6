"""Z-Rad: image, mask, resampling, resegmentation, discretisation and `Radiomics().extract_features`, as in its API guide."""
import SimpleITK
from driver import NotOffered, serve, values_of
from zrad.image import Image
from zrad.preprocessing import (
    ImageResampler,
    IntensityMaskBuilder,
    IVHIntensityDiscretizer,
    MaskResampler,
    Resegmenter,
    RoiData,
    TextureDiscretizer,
)
from zrad.radiomics import Radiomics

AGGREGATIONS = {
    "2D": [("2D", "AVER"), ("2D", "SLICE_MERG")],
    "2.5D": [("2.5D", "DIR_MERG"), ("2.5D", "MERG")],
    "3D": [("3D", "AVER"), ("3D", "MERG")],
}


def texture_step(bins):
    if bins["method"] == "fixed-bin-number":
        return TextureDiscretizer(number_of_bins=bins["count"])
    return TextureDiscretizer(bin_size=bins["width"])


def volume_step(bins):
    if bins["method"] == "none":
        return IVHIntensityDiscretizer("direct")
    if bins["method"] == "fixed-bin-number":
        return IVHIntensityDiscretizer("fixed_bin_number", number_of_bins=bins["count"])
    return IVHIntensityDiscretizer("fixed_bin_size", bin_size=bins["width"])


def extract(request):
    if request["task"] == "pyradiomics":
        raise NotOffered("no parameter file of PyRadiomics; the same bins are asked by IBSI's terms (native)")
    settings = request["settings"]
    image = Image.from_nifti(request["image"])
    mask = Image.from_nifti_mask(request["mask"], reference=image)
    if request["label"] != 1:
        mask.array = (mask.array == request["label"]).astype("int16")
    if settings["spacing"]:
        spacing = [new or old for new, old in zip(settings["spacing"], image.spacing)]
        method = "bspline" if settings["interpolator"] == "sitkBSpline" else "linear"
        image = ImageResampler(spacing, method=method, intensity_rounding="nearest_integer").apply(image)
        mask = MaskResampler(spacing, method="linear", partial_volume_threshold=0.5).apply(mask)
    roi = IntensityMaskBuilder().apply(RoiData(image=image, morphological_mask=mask))
    bins = settings["discretisation"]
    resegment = settings["range"]
    if bins["method"] == "none":
        # Levels already: bins of 1 from the lowest.
        bins, resegment = {"method": "fixed-bin-size", "width": 1.0}, [1.0, 6.0]
    elif bins["method"] == "fixed-bin-size" and not resegment:
        resegment = [bins["start"], settings["highest"]]
    if resegment or settings["outlierSigma"]:
        roi = Resegmenter(intensity_range=resegment, outlier_range=settings["outlierSigma"]).apply(roi)
    roi = texture_step(bins).apply(roi)
    roi = volume_step(settings["volumeHistogram"]).apply(roi)
    found = {}
    for dimension in settings["aggregation"]:
        for kind, method in AGGREGATIONS[dimension]:
            result = Radiomics(aggr_dim=kind, aggr_method=method).extract_features(roi_data=roi, families="all")
            for name, value in result.items():
                found[name] = value
    return values_of(found.items())


SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)
serve(extract, ["z-rad", "numpy", "SimpleITK", "scipy"])

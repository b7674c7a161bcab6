"""Pictologics: a `RadiomicsPipeline` with one configuration, steps as in its IBSI 1 report and user guide."""
import logging
import warnings

from driver import NotOffered, serve, values_of
from pictologics import RadiomicsPipeline

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
FAMILIES = ["intensity", "morphology", "texture", "histogram", "ivh", "spatial_intensity", "local_intensity"]


def discretise(bins):
    if bins["method"] == "fixed-bin-number":
        return {"method": "FBN", "n_bins": bins["count"]}
    if bins["method"] == "fixed-bin-size":
        return {"method": "FBS", "bin_width": bins["width"], "min_val": bins["start"]}
    return {"method": "FBS", "bin_width": 1.0, "min_val": 1.0}


def steps_of(settings, label):
    steps = []
    if label != 1:
        steps.append({"step": "binarize_mask", "params": {"mask_values": label}})
    if settings["spacing"]:
        cubic = settings["interpolator"] == "sitkBSpline"
        steps.append(
            {
                "step": "resample",
                "params": {
                    "new_spacing": settings["spacing"],
                    "interpolation": "cubic" if cubic else "linear",
                    "mask_interpolation": "linear",
                    "mask_threshold": 0.5,
                    "round_intensities": True,
                },
            }
        )
    if settings["range"]:
        low, high = settings["range"]
        steps.append({"step": "resegment", "params": {"range_min": low, "range_max": high, "apply_to": "intensity"}})
    if settings["outlierSigma"]:
        steps.append({"step": "filter_outliers", "params": {"sigma": settings["outlierSigma"], "apply_to": "intensity"}})
    steps.append({"step": "discretise", "params": discretise(settings["discretisation"])})
    extract = {"families": FAMILIES}
    volume = settings["volumeHistogram"]
    if volume["method"] == "none":
        extract["ivh_use_continuous"] = True
        extract["ivh_params"] = {"bin_width": 1.0}
        if settings["range"]:
            extract["ivh_params"].update(target_range_min=settings["range"][0], target_range_max=settings["range"][1])
    else:
        extract["ivh_discretisation"] = discretise(volume)
        if volume["method"] == "fixed-bin-size":
            extract["ivh_params"] = {
                "target_range_min": settings["range"][0],
                "target_range_max": settings["range"][1],
            }
    steps.append({"step": "extract_features", "params": extract})
    return steps


def extract(request):
    if request["task"] == "pyradiomics":
        raise NotOffered("no parameter file of PyRadiomics; the same bins are asked by IBSI's terms (native)")
    settings = request["settings"]
    if settings["aggregation"] == ["2D", "2.5D"]:
        raise NotOffered("textures are those of the volume (3D) only")
    pipeline = RadiomicsPipeline(load_standard=False)
    pipeline.add_config("task", steps_of(settings, request["label"]))
    result = pipeline.run(image=request["image"], mask=request["mask"], config_names=["task"])
    entry = pipeline.get_log()[-1]
    if entry.get("error"):
        raise RuntimeError(str(entry["error"]))
    return values_of(result["task"].items())


serve(extract, ["pictologics", "numpy", "numba", "scipy"])

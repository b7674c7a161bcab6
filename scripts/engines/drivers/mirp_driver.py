"""MIRP: `extract_features`, configured as its documentation configures the IBSI-1 configurations."""
import logging
import math

import itk
import numpy
from driver import NotOffered, serve, values_of
from mirp import extract_features

logging.disable(logging.CRITICAL)


def discretisation(bins):
    if bins["method"] == "none":
        return {"base_discretisation_method": "none"}
    if bins["method"] == "fixed-bin-number":
        return {"base_discretisation_method": "fixed_bin_number", "base_discretisation_n_bins": bins["count"]}
    return {"base_discretisation_method": "fixed_bin_size", "base_discretisation_bin_width": float(bins["width"])}


def volume_histogram(bins):
    if bins["method"] == "none":
        return {"ivh_discretisation_method": "none"}
    if bins["method"] == "fixed-bin-number":
        return {"ivh_discretisation_method": "fixed_bin_number", "ivh_discretisation_n_bins": bins["count"]}
    return {"ivh_discretisation_method": "fixed_bin_size", "ivh_discretisation_bin_width": float(bins["width"])}


def spatial(dimensions):
    matrices = {"2D": ["2d_average", "2d_slice_merge"], "2.5D": ["2.5d_direction_merge", "2.5d_volume_merge"]}
    matrices["3D"] = ["3d_average", "3d_volume_merge"]
    zones = {"2D": "2d", "2.5D": "2.5d", "3D": "3d"}
    directional = [method for dimension in dimensions for method in matrices[dimension]]
    whole = [zones[dimension] for dimension in dimensions]
    return {
        "glcm_spatial_method": directional,
        "glrlm_spatial_method": directional,
        **{f"{matrix}_spatial_method": whole for matrix in ("glszm", "gldzm", "ngtdm", "ngldm")},
    }


def extract(request):
    if request["task"] == "pyradiomics":
        raise NotOffered("no parameter file of PyRadiomics; the same bins are asked by IBSI's terms (native)")
    settings = request["settings"]
    options = {
        "base_feature_families": "all",
        # Moran's I and Geary's C of 125,000 voxels exactly take longer than the limit.
        "no_approximation": request["configuration"] == "phantom",
        "by_slice": settings["bySlice"],
        **discretisation(settings["discretisation"]),
        **volume_histogram(settings["volumeHistogram"]),
        **spatial(settings["aggregation"]),
    }
    if settings["spacing"]:
        # One number: with by_slice it is that of the plane.
        options["new_spacing"] = float(settings["spacing"][0])
        options["spline_order"] = 3 if settings["interpolator"] == "sitkBSpline" else 1
        options["anti_aliasing"] = False
    if settings["modality"]:
        options["image_modality"] = settings["modality"]
    options["roi_interpolation_mask_inclusion_threshold"] = 0.5
    if settings["range"]:
        options["resegmentation_intensity_range"] = [float(end) for end in settings["range"]]
    elif settings["discretisation"]["method"] == "fixed-bin-size":
        # It wants to be told where bins of a fixed size begin. No voxel is below this, so none is left out by it.
        lowest = float(numpy.nanmin(itk.array_view_from_image(itk.imread(request["image"]))))
        width = float(settings["discretisation"]["width"])
        options["resegmentation_intensity_range"] = [math.floor(lowest / width) * width, math.nan]
    if settings["outlierSigma"]:
        options["resegmentation_sigma"] = float(settings["outlierSigma"])
    tables = extract_features(image=request["image"], mask=request["mask"], roi_name=str(request["label"]), **options)
    if not tables:
        raise ValueError("extract_features returned no table")
    return values_of(tables[0].iloc[0].items())


serve(extract, ["mirp", "numpy", "scipy"])

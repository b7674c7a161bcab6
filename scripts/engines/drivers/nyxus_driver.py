"""Nyxus: `Nyxus3D(["*3D_ALL*"]).featurize_files`, in its IBSI mode for the IBSI phantom."""
import nyxus
from driver import NotOffered, serve, values_of


def extract(request):
    task = request["task"]
    if task == "ibsi" and request["configuration"] not in ("phantom", "native"):
        raise NotOffered("no resampling, resegmentation or fixed bin size of volumes")
    if task == "pyradiomics":
        raise NotOffered("no parameter file of PyRadiomics; its own default is asked for each image (native)")
    options = {"ibsi": True} if request["configuration"] == "phantom" else {}
    engine = nyxus.Nyxus3D(["*3D_ALL*"], n_feature_calc_threads=1, **options)
    table = engine.featurize_files([request["image"]], [request["mask"]], False)
    rows = table[table["ROI_label"] == request["label"]] if "ROI_label" in table else table
    if len(rows) == 0:
        raise ValueError("no row for the label")
    return values_of(rows.iloc[0].items())


serve(extract, ["nyxus", "numpy", "pandas"])

"""ComBat (file 11) by neuroCombat."""
import contextlib
import io

import numpy as np
import pandas as pd
from neuroCombat import neuroCombat
from sklearn.feature_selection import f_classif

from files import read, write

np.int = int  # the name that neuroCombat 0.2.12 asks numpy for

acrin = read("acrin6698_t0.json")
X = np.array(acrin["X"], float)
maker = np.array([m or "" for m in acrin["manufacturer"]])
rows = [i for i in range(len(X)) if maker[i] in ("GE", "Philips", "SIEMENS") and acrin["age"][i] is not None]
thin = []
r = np.corrcoef(X.T)
for j in range(X.shape[1]):
    if all(abs(r[j, k]) <= 0.95 for k in thin):
        thin.append(j)
used = thin[:12]
D = X[np.ix_(rows, used)]
covars = pd.DataFrame(dict(batch=maker[rows], **{k: np.array(acrin[k], float)[rows] for k in ("pCR", "HR", "age")}))
CASES = dict(no_cov={}, cov_pCR_HR_age=dict(categorical_cols=["pCR", "HR"], continuous_cols=["age"]), no_eb=dict(eb=False),
             mean_only=dict(mean_only=True), ref_GE=dict(ref_batch="GE"), nonparametric=dict(parametric=False))


def harmonised(data, **options):
    with contextlib.redirect_stdout(io.StringIO()):
        return neuroCombat(dat=data.T, covars=covars, batch_col="batch", **options)


def case(name, options):
    found = harmonised(D, **options)
    estimates = found["estimates"]
    return dict(name=name, kwargs=options, data=found["data"].T, gamma_star=estimates["gamma.star"], delta_star=estimates["delta.star"],
                var_pooled=np.ravel(estimates["var.pooled"]))


cases = [case(*one) for one in CASES.items()]
constant = harmonised(np.column_stack([D, np.full(len(rows), 5.0)]))["data"][-1]
write("11_combat.json", dict(
    rows0=rows, features=[acrin["features"][j] for j in used], batch="manufacturer", cases=cases,
    batch_anova_p_before=f_classif(D, maker[rows])[1], batch_anova_p_after_no_cov=f_classif(np.array(cases[0]["data"]), maker[rows])[1],
    constant_feature_first=constant[:3]), ["numpy", "neuroCombat"])

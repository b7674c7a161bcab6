"""ROC points, proportions, decision curves, reclassification (files 05b, 07, 09): scikit-learn, statsmodels, dcurves; after peers.make.R."""
import json

import dcurves
import numpy as np
import pandas as pd
from scipy import stats
from sklearn.metrics import roc_auc_score, roc_curve
from statsmodels.stats.proportion import proportion_confint

from files import OUT, read, write

blood = read("aSAH.json")


def points(marker):
    y, x = np.array(blood["outcome"]), np.array(blood[marker], float)
    fpr, tpr, thresholds = roc_curve(y, x, drop_intermediate=False)
    J = np.round((tpr - fpr) * y.sum() * (1 - y).sum())
    first = int(np.argmax(J))
    return dict(fpr=fpr, tpr=tpr, thresholds=thresholds, auc=roc_auc_score(y, x),
                youden_first_max=dict(threshold=thresholds[first], sens=tpr[first], spec=1 - fpr[first], J=tpr[first] - fpr[first],
                                      n_ties_at_max=int((J == J[first]).sum())))


def interval(x, n):
    by = dict(wilson="wilson", clopper_pearson="beta", agresti_coull="agresti_coull", wald="normal")
    return {name: list(proportion_confint(x, n, method=method)) for name, method in by.items()}


def counts(name, tp, fn, tn, fp):
    of = dict(sensitivity=(tp, tp + fn), specificity=(tn, tn + fp), ppv=(tp, tp + fp), npv=(tn, tn + fn), accuracy=(tp + tn, tp + fn + tn + fp))
    return dict(set=name, tp=tp, fn=fn, tn=tn, fp=fp, rows=[dict(metric=m, x=x, n=n, value=x / n, **interval(x, n)) for m, (x, n) in of.items()])


write("05b_roc_sklearn_ci.json", dict(sklearn_roc={m: points(m) for m in ("s100b", "wfns", "ndka")},
                                      counts_ci=[counts("many", 31, 9, 22, 6), counts("few", 4, 1, 7, 2)]), ["scikit-learn", "statsmodels"])

found = json.loads((OUT / "09_nri_idi.json").read_text())
old, new, y = (np.array(found[k], float) for k in ("p_old", "p_new", "y"))
grid = np.round(np.arange(0.01, 0.995, 0.01), 2)
curves = dcurves.dca(data=pd.DataFrame(dict(y=y.astype(int), m3=old, m5=new)), outcome="y", modelnames=["m3", "m5"], thresholds=grid)
model = lambda name: curves[curves["model"] == name]
write("07_dca.json", dict(birthwt=dict(
    outcome="low", prevalence=y.mean(), n=len(y), p_m3=old, p_m5=new, y=y.astype(int),
    models={name: dict(threshold=model(name)["threshold"].to_numpy(), net_benefit=model(name)["net_benefit"].to_numpy()) for name in ("m3", "m5", "all", "none")},
)), ["dcurves"])

cutoffs = [0.3, 0.6] if "synthetic" in str(OUT) else [0.2, 0.4]
was, now = np.searchsorted(cutoffs, old, "right"), np.searchsorted(cutoffs, new, "right")
table = lambda rows: [[int(((was == a) & (now == b) & rows).sum()) for b in range(3)] for a in range(3)]
share = lambda rows: (((now > was) & rows).sum() / rows.sum(), ((now < was) & rows).sum() / rows.sum())
(up, down), (up0, down0) = share(y == 1), share(y == 0)
events, others = (y == 1).sum(), (y == 0).sum()
nri = (up - down) + (down0 - up0)
null = np.sqrt((up + down) / events + (up0 + down0) / others)
other = np.sqrt((up + down - (up - down) ** 2) / events + (up0 + down0 - (up0 - down0) ** 2) / others)
categorical = dict(cutoffs=cutoffs, rule="category = number of cutoffs <= p", event_table=table(y == 1), nonevent_table=table(y == 0), nri=nri,
                   nri_events=up - down, nri_nonevents=down0 - up0, se_null=null, z_null=nri / null, p_null=2 * stats.norm.sf(abs(nri / null)),
                   se_nonnull=other, z_nonnull=nri / other, p_nonnull=2 * stats.norm.sf(abs(nri / other)))
(OUT / "09_nri_idi.json").write_text(json.dumps({**found, "categorical": json.loads(json.dumps(categorical, default=float))}) + "\n")

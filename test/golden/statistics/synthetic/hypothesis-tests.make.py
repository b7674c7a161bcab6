"""F tests, patient table, correlations, rankings (files 01, 01b, 12) by scikit-learn, scipy, mpmath, statsmodels, mrmr_selection."""
import json
import subprocess
import warnings

import numpy as np
import pandas as pd
from mpmath import mp, mpf, betainc
from mrmr import mrmr_classif
from scipy import stats
from scipy.stats.contingency import odds_ratio
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.preprocessing import StandardScaler
from statsmodels.stats.multitest import multipletests

from files import read, write

warnings.filterwarnings("ignore")
acrin, wdbc, births, asah = (read(f"{n}.json") for n in ("acrin6698_t0", "wdbc", "birthwt", "aSAH"))
X, y = np.array(acrin["X"], float), np.array(acrin["pCR"])
her2 = np.array(acrin["HER2pos"]) == 1


def f_case(name, file, features, X, y, **more):
    F, p = f_classif(X, y)
    best = SelectKBest(f_classif, k=10).fit(X, y).get_support() if X.shape[1] >= 10 else []
    return dict(name=name, input=f"inputs/{file}.json", features=features, F=F, p=p, df=[len(set(y)) - 1, len(y) - len(set(y))],
                selectKBest10=[f for f, on in zip(features, best) if on], **{"n_p_lt_0.05": int((p < 0.05).sum())}, **more)


def exact(X, y):
    """One-way F and its tail with 60 digits."""
    mp.dps = 60
    answer = dict(F_exact=[], p_exact=[])
    for column in X.T:
        groups = [[mpf(float(v)) for v in column[y == g]] for g in sorted(set(y))]
        n, k = sum(map(len, groups)), len(groups)
        grand = sum(map(sum, groups)) / n
        means = [sum(g) / len(g) for g in groups]
        between = sum(len(g) * (m - grand) ** 2 for g, m in zip(groups, means)) / (k - 1)
        within = sum((v - m) ** 2 for g, m in zip(groups, means) for v in g) / (n - k)
        F = between / within
        d1, d2 = mpf(k - 1), mpf(n - k)
        answer["F_exact"].append(float(F))
        answer["p_exact"].append(float(betainc(d2 / 2, d1 / 2, 0, d2 / (d2 + d1 * F), regularized=True)))
    return answer


W, wy = np.array(wdbc["X"], float), np.array(wdbc["y"])
race = np.array(births["race"])
three = ["age", "lwt", "bwt"]
births_x = np.array([births[f] for f in three], float).T
edges = [
    dict(name="constant_and_perfect", X=[[3, 1, 1], [3, 2, 1], [3, 3, 1], [3, 4, 2], [3, 5, 2], [3, 6, 2]], y=[0, 0, 0, 1, 1, 1]),
    dict(name="single_class", X=[[1.0], [2.0], [3.0]], y=[1, 1, 1]),
]
for edge in edges:
    F, p = f_classif(np.array(edge["X"], float), edge["y"])
    edge.update(F=F, p=p)
write("01_f_classif.json", dict(cases=[
    f_case("acrin_all", "acrin6698_t0", acrin["features"], X, y),
    f_case("acrin_her2pos", "acrin6698_t0", acrin["features"], X[her2], y[her2]),
    f_case("wdbc", "wdbc", wdbc["features"], W, wy),
    f_case("birthwt_race3", "birthwt", three, births_x, race, group="race"),
], edge=edges), ["numpy", "scipy", "scikit-learn"])
write("01b_f_exact_mpmath.json", dict(acrin_all=exact(X, y), acrin_her2pos=exact(X[her2], y[her2])), ["mpmath"])


def shapiro(values):
    """By R: the p of scipy carries the error of its normal quantile, 6e-8 of some of these values."""
    code = 's <- shapiro.test(scan("stdin", quiet = TRUE)); cat(sprintf("[%.17g, %.17g]", s$statistic, s$p.value))'
    found = subprocess.run(["Rscript", "-e", code], input=" ".join(map(repr, map(float, values))), capture_output=True, text=True, check=True)
    return json.loads(found.stdout)


def continuous(name):
    values, low = np.array(births[name], float), np.array(births["low"])
    a, b = values[low == 1], values[low == 0]
    t, w = stats.ttest_ind(a, b), stats.ttest_ind(a, b, equal_var=False)
    quartiles = lambda v: np.percentile(v, [25, 75])
    normal = {who: shapiro(v) for who, v in (("1", a), ("0", b), ("_all", values))}
    median, middle, kruskal = stats.levene(a, b), stats.levene(a, b, center="mean"), stats.kruskal(a, b)
    mwu = lambda c: stats.mannwhitneyu(a, b, method="asymptotic", use_continuity=c)
    return dict(var=name, n1=len(a), n0=len(b), mean1=a.mean(), sd1=a.std(ddof=1), mean0=b.mean(), sd0=b.std(ddof=1),
                median1=np.median(a), q1=quartiles(a), median0=np.median(b), q0=quartiles(b),
                t=t.statistic, t_p=t.pvalue, t_df=float(t.df), t_ci95=list(t.confidence_interval(0.95)),
                welch_t=w.statistic, welch_p=w.pvalue, welch_df=w.df,
                U1=mwu(True).statistic, mwu_p_cc=mwu(True).pvalue, mwu_p_nocc=mwu(False).pvalue,
                levene_median_p=median.pvalue, levene_median_F=median.statistic, levene_mean_p=middle.pvalue,
                **{f"shapiro_W{who}": s[0] for who, s in normal.items()},
                **{f"shapiro_p{who}": s[1] for who, s in normal.items()},
                kruskal_H=kruskal.statistic, kruskal_p=kruskal.pvalue)


def categorical(name):
    table = pd.crosstab(np.array(births[name]), np.array(births["low"])).to_numpy()
    plain = stats.chi2_contingency(table, correction=False)
    answer = dict(var=name, table=table, chi2=plain.statistic, df=plain.dof, p=plain.pvalue,
                  expected=plain.expected_freq, min_expected=plain.expected_freq.min())
    if table.shape == (2, 2):
        yates, conditional = stats.chi2_contingency(table), odds_ratio(table, kind="conditional")
        fisher = {side: stats.fisher_exact(table, alternative=side) for side in ("two-sided", "less", "greater")}
        answer.update(yates_chi2=yates.statistic, yates_p=yates.pvalue, fisher_p=fisher["two-sided"].pvalue,
                      fisher_less=fisher["less"].pvalue, fisher_greater=fisher["greater"].pvalue,
                      sample_or=fisher["two-sided"].statistic, conditional_or=conditional.statistic,
                      conditional_or_ci=list(conditional.confidence_interval(0.95)))
    return answer


def rank_sums(name, a, b):
    by = {m: stats.mannwhitneyu(a, b, method=m) for m in ("exact", "asymptotic")}
    return dict(name=name, a=a, b=b, **{m: dict(U=r.statistic, p=r.pvalue) for m, r in by.items()})


def greedy(rho, most):
    kept = []
    for j in range(len(rho)):
        if all(abs(rho[j][k]) <= most for k in kept):
            kept.append(j)
    return kept


first, n = X[:, :30], len(X)
rho, rho_p = stats.spearmanr(first)
everything = stats.spearmanr(X).statistic
thin = greedy(np.corrcoef(X.T), 0.95)
thin_names = [acrin["features"][j] for j in thin]
scaler = StandardScaler().fit(X[:170])
constant = np.array([[7.0, k] for k in range(5)])
constant_scaler = StandardScaler().fit(constant)
F, p = f_classif(X, y)
ties = stats.spearmanr(asah["s100b"], asah["wfns"])
frame = pd.DataFrame(X[:, thin], columns=thin_names)
tables = [[[0, 5], [5, 0]], [[3, 0], [2, 4]], [[0, 0], [3, 4]], [[11, 12], [40, 26]]]
write("12_table1_filters.json", dict(
    birthwt=dict(group="low", cont=[continuous(v) for v in three], cat=[categorical(v) for v in ("race", "smoke", "ht", "ui", "ptl", "ftv")]),
    mwu_small=[rank_sums("small_noties", [1.1, 2.3, 3.7, 5.2], [4.1, 6.6, 7.3, 8.8, 9.9]),
               rank_sums("ties", [1, 2, 2, 3], [2, 3, 3, 4, 5]), rank_sums("all_tied", [2, 2], [2, 2, 2]),
               rank_sums("larger_noties", [0.4, 2.6, 3.1, 5.9, 6.2, 7.7], [1.5, 2.9, 4.8, 6.9, 8.1])],
    chi2_edges=[dict(table=t, fisher_p=stats.fisher_exact(t).pvalue, **{"or": stats.fisher_exact(t).statistic}) for t in tables],
    spearman=dict(features=acrin["features"][:30], rho=rho, p=rho_p, pearson=np.corrcoef(first.T)),
    spearman_ties=dict(x="s100b", y="wfns", rho=ties.statistic, p=ties.pvalue),
    spearman_filter_all={str(t): greedy(everything, t) for t in (0.8, 0.9, 0.95)},
    zscore=dict(train_rows="0..169", mean=scaler.mean_, scale_ddof0=scaler.scale_, z_row200=scaler.transform(X[200:201])[0]),
    zscore_const=dict(X=constant, mean=constant_scaler.mean_, scale=constant_scaler.scale_, z=constant_scaler.transform(constant)),
    mrmr=dict(selected=mrmr_classif(frame, pd.Series(y), K=10, show_progress=False), relevance=dict(zip(thin_names, F[thin]))),
    bh_fdr=dict(p=p, bh_adj=multipletests(p, method="fdr_bh")[1], bonferroni=multipletests(p, method="bonferroni")[1],
                holm=multipletests(p, method="holm")[1]),
), ["numpy", "scipy", "scikit-learn", "statsmodels", "mrmr_selection"])

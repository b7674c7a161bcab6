"""The whole protocol with every intermediate (file 14) from its own words: scikit-learn, statsmodels and an own DeLong."""
import csv

import numpy as np
import statsmodels.api as sm
from scipy import stats
from sklearn.feature_selection import f_classif
from sklearn.linear_model import lasso_path
from statsmodels.tools.sm_exceptions import PerfectSeparationError, PerfectSeparationWarning
import warnings

from files import INPUTS, write

warnings.filterwarnings("ignore")
TABLES = dict(
    acrin_all_238=("golden-14-all.csv", "pid", "pCR", ["age", "HR", "HER2"], []),
    acrin_her2pos_66=("golden-14-her2.csv", "pid", "pCR", ["age", "HR"], ["HER2"]),
    wdbc_68_65_shape_of_paper_all30=("wdbc-68-65.csv", "row", "y", [], []),
    wdbc_68_65_weak_features=("wdbc-68-65-weak.csv", "row", "y", [], []),
)


def round_robin(y):
    folds = np.empty(len(y), int)
    for outcome in (0, 1):
        of = np.flatnonzero(y == outcome)
        folds[of] = np.arange(len(of)) % 5
    return folds


def exact_lasso(Z, y, alphas):
    """The path by scikit-learn, each solution polished on its active set; optimality is checked."""
    Zc, yc, n = Z - Z.mean(0), y - y.mean(), len(y)
    _, W, _ = lasso_path(Zc, yc, alphas=alphas, tol=1e-12, max_iter=1000000)
    answers = []
    for alpha, w in zip(alphas, W.T):
        active = np.flatnonzero(w)
        exact = np.zeros(len(w))
        if len(active):
            A = Zc[:, active]
            exact[active] = np.linalg.solve(A.T @ A / n, A.T @ yc / n - alpha * np.sign(w[active]))
        gradient = Zc.T @ (yc - Zc @ exact) / n
        assert (np.sign(exact) == np.sign(w)).all() and (np.abs(gradient) <= alpha * (1 + 1e-9)).all(), "not optimal"
        answers.append(exact)
    return np.array(answers), y.mean() - np.array(answers) @ Z.mean(0)


def separated(x, y):
    """Whether some combination of the columns never contradicts the outcome: a linear programme, as Konis (2007) has it."""
    from scipy.optimize import linprog

    A = np.column_stack([np.ones(len(y)), x]) * np.where(y == 1, 1, -1)[:, None]
    found = linprog(-A.sum(0), A_ub=-A, b_ub=np.zeros(len(y)), bounds=[(-1, 1)] * A.shape[1])
    return bool(-found.fun > 1e-7)


def logistic(columns, y, x_all=None):
    x = np.column_stack(columns)
    if separated(x, y):
        return dict(coef=[], se=[], p=[], separated=True), None
    fit = sm.Logit(y, sm.add_constant(x, has_constant="add")).fit(method="newton", tol=1e-13, maxiter=100, disp=0)
    return dict(coef=fit.params, se=fit.bse, p=fit.pvalues, separated=False), fit.params


def delong(scores, y):
    """Areas with their covariance from placement values (DeLong 1988), term by term."""
    pos, neg = [s[y == 1] for s in scores], [s[y == 0] for s in scores]
    wins = lambda a, b: (a[:, None] > b).astype(float) + 0.5 * (a[:, None] == b)
    v = [wins(a, b) for a, b in zip(pos, neg)]
    auc = np.array([m.mean() for m in v])
    cov = np.atleast_2d(np.cov([m.mean(1) for m in v])) / len(pos[0]) + np.atleast_2d(np.cov([m.mean(0) for m in v])) / len(neg[0])
    return auc, cov


def judge(models, y, decides, limit):
    names, scores = list(models), [models[m] for m in models]
    auc, cov = delong(scores, y)
    pairs = []
    for a in range(len(names)):
        for b in range(a + 1, len(names)):
            z = (auc[a] - auc[b]) / np.sqrt(cov[a, a] + cov[b, b] - 2 * cov[a, b])
            pairs.append(dict(a=names[a], b=names[b], z=z, p=2 * stats.norm.sf(abs(z))))
    positive = models[decides] >= limit
    count = lambda on, of: int((on & of).sum())
    return dict(models=names, auc=auc, cov=cov, delong=pairs, brier={m: ((1 / (1 + np.exp(-s)) - y) ** 2).mean() for m, s in models.items()},
                confusion=dict(tp=count(positive, y == 1), fn=count(~positive, y == 1), tn=count(~positive, y == 0), fp=count(positive, y == 0)))


def case(name, file, key, outcome, clinical, ignored):
    with (INPUTS / file).open() as lines:
        rows = list(csv.DictReader(lines))
    features = [c for c in rows[0] if c not in (key, "split", outcome, *clinical, *ignored)]
    X = np.array([[float(r[f]) for f in features] for r in rows])
    y = np.array([int(r[outcome]) for r in rows])
    train = np.array([r["split"] == "train" for r in rows])
    # Rows are numbered as in the table that this one was cut from.
    origin = [int(r[key].removeprefix("SYNTHETIC-")) for r in rows]
    mean, sd = X[train].mean(0), X[train].std(0)
    Z, yt = (X - mean) / sd, y[train]
    F, p = f_classif(X[train], yt)
    order = np.argsort(-F, kind="stable")
    below = [int(j) for j in order if p[j] < 0.05]
    rule = "fallback top20 by F" if len(below) < 2 else "top20 by F" if len(below) > 20 else "p<0.05"
    candidates = sorted(int(j) for j in (order if len(below) < 2 else below)[:20])
    folds, C = round_robin(yt), Z[:, candidates]
    Ct = C[train]
    alphas = np.abs((Ct - Ct.mean(0)).T @ (yt - yt.mean())).max() / len(yt) * np.logspace(0, -2, 50)
    mse = np.empty((50, 5))
    for fold in range(5):
        held = folds == fold
        W, b = exact_lasso(Ct[~held], yt[~held].astype(float), alphas)
        mse[:, fold] = ((yt[held][:, None] - Ct[held] @ W.T - b) ** 2).mean(0)
    best = int(mse.mean(1).argmin())
    W, b = exact_lasso(Ct, yt.astype(float), alphas)
    survivors = [j for j, w in zip(candidates, W[best]) if w != 0]
    size = {j: abs(w) for j, w in zip(candidates, W[best])}
    kept = sorted(sorted(survivors, key=lambda j: (-size[j], j))[:7])
    where = lambda mask: [o for o, on in zip(origin, mask) if on]
    answer = dict(name=name, features=features, train_rows0=where(train), test_rows0=where(~train), n_train=int(train.sum()), n_test=int((~train).sum()),
                  pos_train=int(yt.sum()), pos_test=int(y[~train].sum()), mean=mean, sd_ddof0=sd, F=F, p=p, **{"n_p_lt_0.05": len(below)}, filter_rule=rule,
                  candidates0=candidates, foldid=folds, alphas=alphas, mse_path=mse, alpha=alphas[best], lasso_coef=W[best], lasso_intercept=b[best],
                  selected=[features[j] for j in survivors], selected0=survivors)
    print(name, rule, len(candidates), "candidates,", len(survivors), "survive")
    if not survivors:
        return answer
    answer["rad_features0"] = kept
    answer["radscore_model"], coefficients = logistic(Z[train][:, kept].T, yt)
    if coefficients is None:
        return answer
    rad = coefficients[0] + Z[:, kept] @ coefficients[1:]
    whole = [None] * (max(origin) + 1)
    for o, value in zip(origin, rad):
        whole[o] = float(value)
    answer["radscore"] = whole
    models = dict(rad=rad)
    values = {c: np.array([float(r[c]) for r in rows]) for c in clinical}
    if clinical:
        answer["clin_uni"] = [dict(var=c, **logistic([v[train]], yt)[0]) for c, v in values.items()]
        found, b = logistic([v[train] for v in values.values()], yt)
        answer["clin_multi"], models["clin"] = dict(vars=clinical, **found), b[0] + np.column_stack(list(values.values())) @ b[1:]
        found, b = logistic([rad[train], *(v[train] for v in values.values())], yt)
        answer["nomogram_model"] = dict(vars=["Rad-score", *clinical], **found)
        models["nomogram"] = b[0] + np.column_stack([rad, *values.values()]) @ b[1:]
    decides = "nomogram" if clinical else "rad"
    score = models[decides][train]
    cuts = np.unique(score)[::-1]
    J = [((score >= c) & (yt == 1)).sum() * (yt == 0).sum() - ((score >= c) & (yt == 0)).sum() * (yt == 1).sum() for c in cuts]
    limit = cuts[int(np.argmax(J))]
    answer["threshold"] = dict(model=decides, rule="first maximum of Youden's J from the highest down, positive if >=", value=limit)
    answer["eval"] = {s: judge({m: v[mask] for m, v in models.items()}, y[mask], decides, limit) for s, mask in (("train", train), ("test", ~train))}
    return answer


write("14_end_to_end.json", dict(cases=[case(name, *table) for name, table in TABLES.items()]), ["numpy", "scipy", "scikit-learn", "statsmodels"])

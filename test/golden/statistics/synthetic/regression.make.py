"""Regressions (files 02, 03b, 04, 04b): statsmodels, scikit-learn, and an independent Firth; run after peers.make.R for 04b."""
import json
import sys
import warnings

import numpy as np
import statsmodels.api as sm
from scipy import optimize, stats
from sklearn.linear_model import Lasso, lasso_path
from sklearn.preprocessing import StandardScaler

from files import OUT, read, write

warnings.filterwarnings("ignore")
births, acrin, wdbc, womb = (read(f"{n}.json") for n in ("birthwt", "acrin6698_t0", "wdbc", "endometrial"))
X, pcr, her2 = np.array(acrin["X"], float), np.array(acrin["pCR"]), np.array(acrin["HER2pos"])
low = np.array(births["low"])
zscore = lambda x: StandardScaler().fit_transform(x)


def column(name):
    if name in ("race2", "race3"):
        return (np.array(births["race"]) == int(name[-1])).astype(float)
    return np.array(births[name], float)


def logistic(name, terms, columns, y):
    fit = sm.Logit(y, np.column_stack([np.ones(len(y)), *columns])).fit(method="newton", tol=1e-13, maxiter=100, disp=0)
    bounds = fit.params[:, None] + stats.norm.ppf([0.025, 0.975]) * fit.bse[:, None]
    with np.errstate(over="ignore"):
        ratios = dict(zip(("or", "or_lo", "or_hi"), (np.exp(fit.params), np.exp(bounds[:, 0]), np.exp(bounds[:, 1]))))
    return dict(name=name, terms=["(Intercept)", *terms], coef=fit.params, se=fit.bse, z=fit.tvalues, p=fit.pvalues, **ratios,
                cov=fit.cov_params(), loglik=fit.llf, loglik_null=fit.llnull, lr_chi2=fit.llr, lr_p=fit.llr_pvalue, aic=fit.aic,
                n=len(y), fitted=fit.predict(), mcfadden=fit.prsquared)


def of_births(name, terms):
    return logistic(name, terms, [column(t) for t in terms], low)


images = ["original_shape_MajorAxisLength", "original_shape_Sphericity", "original_firstorder_Entropy",
          "original_glcm_Correlation", "original_glszm_ZoneEntropy", "original_ngtdm_Coarseness"]
clinical = {name: np.array(acrin[name], float) for name in ("age", "HR", "HER2pos")}
write("02_logistic.json", dict(
    input="inputs/birthwt.json", outcome="low",
    uni=[of_births(f"low~{t}", [t]) for t in ("age", "lwt", "smoke", "ptl", "ht", "ui", "ftv")] + [of_births("low~factor(race)", ["race2", "race3"])],
    multi=[of_births("full", ["age", "lwt", "race2", "race3", "smoke", "ptl", "ht", "ui", "ftv"]), of_births("low~lwt+age+smoke", ["lwt", "age", "smoke"])],
    acrin=dict(uni=[logistic(f, [f], [zscore(X[:, [acrin["features"].index(f)]])[:, 0]], pcr) for f in images],
               uni_clin=[logistic(v, [v], [c], pcr) for v, c in clinical.items()],
               multi_clin=logistic("age+HR+HER2pos", list(clinical), clinical.values(), pcr)),
    perfect_separation=dict(x=[float(k) for k in range(1, 9)], y=[0] * 4 + [1] * 4),
), ["numpy", "scipy", "statsmodels"])


class Firth:
    """Penalised likelihood l + log|I|/2 by Newton steps with halving: independent of any package (Firth 1993)."""

    def __init__(self, x, y):
        self.x, self.y = np.column_stack([np.ones(len(y)), *x]), np.asarray(y, float)

    def parts(self, b):
        eta = self.x @ b
        p = 1 / (1 + np.exp(-eta))
        w = p * (1 - p)
        information = self.x.T @ (w[:, None] * self.x)
        value = -np.logaddexp(0, np.where(self.y == 1, -eta, eta)).sum() + np.linalg.slogdet(information)[1] / 2
        leverage = w * np.einsum("ij,jk,ik->i", self.x, np.linalg.inv(information), self.x)
        return value, self.x.T @ (self.y - p + leverage * (0.5 - p)), information

    def maximise(self, fixed=None):
        """The largest value; with (j, v), under b[j] = v."""
        b = np.zeros(self.x.shape[1])
        free = [j for j in range(len(b)) if fixed is None or j != fixed[0]]
        if fixed:
            b[fixed[0]] = fixed[1]
        value, score, information = self.parts(b)
        for _ in range(500):
            if np.abs(score[free]).max(initial=0) < 1e-12:
                break
            step = np.linalg.solve(information[np.ix_(free, free)], score[free])
            step *= min(1, 5 / np.abs(step).max())
            for _ in range(40):
                new = b.copy()
                new[free] += step
                found = self.parts(new)
                if found[0] >= value - 1e-14 * abs(value):
                    break
                step /= 2
            b, (value, score, information) = new, found
        return b, value, information

    def answer(self, terms):
        b, top, information = self.maximise()
        se = np.sqrt(np.diag(np.linalg.inv(information)))
        half = stats.chi2.ppf(0.95, 1) / 2
        lr, low_, high = [], [], []
        for j in range(len(b)):
            lr.append(2 * (top - self.maximise((j, 0.0))[1]))
            distance = lambda v: top - self.maximise((j, v))[1] - half
            for sign, bounds in ((-1, low_), (1, high)):
                far = b[j] + sign * se[j]
                while distance(far) < 0:
                    far += sign * se[j]
                bounds.append(optimize.brentq(distance, *sorted((b[j], far)), xtol=1e-13, rtol=1e-14))
        return dict(terms=["(Intercept)", *terms], coef=b, se_wald=se, penalised_loglik=top, lr_chi2=lr,
                    lr_p=stats.chi2.sf(lr, 1), profile_lo=low_, profile_hi=high)


rows = np.flatnonzero(her2 == 1)
ratio = zscore(X[np.ix_(rows, [acrin["features"].index("original_shape_SurfaceVolumeRatio")])])[:, 0]
firth = dict(
    endometrial=Firth([np.array(womb[t], float) for t in ("NV", "PI", "EH")], womb["HG"]).answer(["NV", "PI", "EH"]),
    birthwt=Firth([column(t) for t in ("lwt", "age", "smoke")], low).answer(["lwt", "age", "smoke"]),
    perfect=Firth([np.arange(1.0, 9)], [0] * 4 + [1] * 4).answer(["x"]),
    acrin_her2pos=Firth([ratio, np.array(acrin["HR"], float)[rows]], pcr[rows]).answer(["z_SurfaceVolumeRatio", "HR"]),
)
write("03b_firth_refined.json", firth, ["numpy", "scipy"])

thin = []
r = np.corrcoef(X.T)
for j in range(X.shape[1]):
    if all(abs(r[j, k]) <= 0.95 for k in thin):
        thin.append(j)
TABLES = dict(wdbc=(np.array(wdbc["X"], float), np.array(wdbc["y"]), wdbc["features"]),
              acrin_her2pos=(X[np.ix_(rows, thin)], pcr[rows], [acrin["features"][j] for j in thin]),
              acrin_all=(X[:, thin], pcr, [acrin["features"][j] for j in thin]))


def round_robin(y):
    """Fold per row: round robin within each class, in row order."""
    folds = np.empty(len(y), int)
    for outcome in (0, 1):
        of = np.flatnonzero(y == outcome)
        folds[of] = np.arange(len(of)) % 5
    return folds


def exact_lasso(Z, y, alphas):
    """scikit-learn's path, each solution polished: its active set solved exactly, and its optimality checked."""
    _, W, _ = lasso_path(Z - Z.mean(0), y - y.mean(), alphas=alphas, tol=1e-12, max_iter=1000000)
    Zc, yc, n, answers = Z - Z.mean(0), y - y.mean(), len(y), []
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


def linear_case(name):
    raw, y, names = TABLES[name]
    scaler = StandardScaler().fit(raw)
    Z, n, folds = scaler.transform(raw), len(y), round_robin(y)
    top = np.abs(Z.T @ (y - y.mean())).max() / n
    alphas = top * np.logspace(0, -2, 40)
    mse = np.empty((len(alphas), 5))
    for fold in range(5):
        held = folds == fold
        W, b = exact_lasso(Z[~held], y[~held], alphas)
        mse[:, fold] = ((y[held][:, None] - Z[held] @ W.T - b) ** 2).mean(0)
    mean, se = mse.mean(1), mse.std(1, ddof=1) / np.sqrt(5)
    best = int(mean.argmin())
    W, b = exact_lasso(Z, y, alphas)
    shares = (0.9, 0.7, 0.5, 0.3, 0.2, 0.1)
    V, c = exact_lasso(Z, y, top * np.array(shares))
    at = [dict(alpha_over_max=s, alpha=top * s, intercept=ci, coef=v, n_nonzero=int((v != 0).sum())) for s, v, ci in zip(shares, V, c)]
    return dict(name=name, n=n, p=Z.shape[1], features=names, mean=scaler.mean_, sd_ddof0=scaler.scale_, foldid=folds, alpha_max=top,
                alphas=alphas, mse_path=mse, mse_mean=mean, mse_se_ddof1=se, alpha_min=alphas[best],
                alpha_1se=alphas[int(np.flatnonzero(mean <= mean[best] + se[best])[0])], coef_at_alpha_min=W[best],
                intercept_at_alpha_min=b[best], selected=[f for f, w in zip(names, W[best]) if w != 0], at=at)


twins = [("original_firstorder_Energy", "original_firstorder_TotalEnergy"), ("original_glcm_JointAverage", "original_glcm_SumAverage")]
write("04_lasso_sklearn.json", dict(
    corr_filter=dict(kept0=thin, kept=[acrin["features"][j] for j in thin],
                     exact_collinear_pairs=[[a, b, r[acrin["features"].index(a), acrin["features"].index(b)]] for a, b in twins]),
    cases=[linear_case(name) for name in TABLES]), ["numpy", "scikit-learn"])

if "--refine" not in sys.argv:
    sys.exit()


def refine(Z, y, lam, start):
    """Newton's steps on the active set of glmnet's solution; optimality of the rest is checked."""
    n, b = len(y), np.array(start, float)
    active = np.flatnonzero(b[1:])
    A = np.column_stack([np.ones(n), Z[:, active]])
    sign = np.concatenate([[0], np.sign(b[1:][active])])
    v = np.concatenate([[b[0]], b[1:][active]])
    for _ in range(100):
        p = 1 / (1 + np.exp(-(A @ v)))
        gradient = A.T @ (y - p) / n - lam * sign
        v = v + np.linalg.solve(A.T @ ((p * (1 - p))[:, None] * A) / n, gradient)
        if np.abs(gradient).max() < 1e-16:
            break
    p = 1 / (1 + np.exp(-(A @ v)))
    rest = np.abs(Z.T @ (y - p) / n)
    rest[active] = 0
    good = (np.sign(v[1:]) == sign[1:]).all() and (rest <= lam * (1 + 1e-9)).all()
    coef = np.zeros(Z.shape[1])
    coef[active] = v[1:]
    return dict(**{"lambda": lam}, intercept=v[0], coef=coef, n_nonzero=len(active)) if good else None


glmnet = json.loads((OUT / "04_lasso_glmnet.json").read_text())["cases"]
refined = {name: [one for one in (refine(zscore(TABLES[name][0]), TABLES[name][1], at["lambda"], [at["intercept"], *at["coef"]])
                                  for at in case["at"]) if one] for name, case in glmnet.items()}
assert all(len(cases) >= 3 for cases in refined.values()), {k: len(v) for k, v in refined.items()}
write("04b_l1_logistic_refined.json", dict(cases=refined), ["numpy"])

"""Draws the synthetic tables, each with the columns of the published table that it stands for."""
import csv
import json

import numpy as np

from files import HERE, write

INPUTS = HERE / "inputs"
INPUTS.mkdir(exist_ok=True)


def logit(p):
    return 1 / (1 + np.exp(-p))


def births():
    """Stands for MASS::birthwt."""
    draw = np.random.default_rng(20261)
    n = 189
    age = np.clip(np.round(draw.gamma(18, 1.3, n)), 14, 45).astype(int)
    lwt = np.clip(np.round(draw.normal(130, 30, n)), 80, 250).astype(int)
    race = draw.choice([1, 2, 3], n, p=[0.5, 0.15, 0.35])
    smoke = draw.binomial(1, 0.4, n)
    ptl = np.minimum(draw.poisson(0.2, n), 3)
    ht = draw.binomial(1, 0.1, n)
    ui = draw.binomial(1, 0.15, n)
    ftv = np.minimum(draw.poisson(0.8, n), 6)
    eta = 2.2 - 0.022 * lwt - 0.02 * age + 0.8 * smoke + 0.9 * (race == 2) + 0.5 * (race == 3) + 0.7 * ptl + 1.2 * ht + 0.8 * ui
    low = draw.binomial(1, logit(eta))
    bwt = np.where(low == 1, draw.normal(2100, 300, n), draw.normal(3300, 450, n)).round().astype(int)
    columns = dict(low=low, age=age, lwt=lwt, race=race, smoke=smoke, ptl=ptl, ht=ht, ui=ui, ftv=ftv, bwt=bwt)
    write("inputs/birthwt.json", columns, ["numpy"])


def bleedings():
    """Stands for pROC::aSAH."""
    draw = np.random.default_rng(20262)
    n = 113
    outcome = draw.binomial(1, 0.37, n)
    wfns = np.clip(np.round(draw.normal(1.8 + 1.6 * outcome, 1.2)), 1, 5).astype(int)
    s100b = np.round(np.exp(draw.normal(-1.7 + 0.6 * outcome + 0.12 * wfns, 0.7)), 2)
    ndka = np.round(np.exp(draw.normal(2.5 + 0.35 * outcome, 0.7)), 2)
    gender = draw.choice(["Female", "Male"], n, p=[0.63, 0.37])
    write("inputs/aSAH.json", dict(outcome=outcome, gender=gender, wfns=wfns, s100b=s100b, ndka=ndka), ["numpy"])


def separated():
    """Stands for the endometrial cancer data of Heinze and Schemper: nobody with NV has the other outcome."""
    draw = np.random.default_rng(20263)
    n = 79
    pi = draw.integers(0, 50, n)
    eh = np.round(draw.uniform(0.3, 3.6, n), 2)
    hg = draw.binomial(1, logit(3.2 - 2.2 * eh - 0.02 * pi))
    nv = np.where(hg == 1, draw.binomial(1, 0.4, n), 0)
    write("inputs/endometrial.json", dict(NV=nv, PI=pi, EH=eh, HG=hg), ["numpy"])


def significant(values):
    """Six digits: enough for every test, and the file stays small."""
    return np.array([[float(f"{v:.6g}") for v in row] for row in values])


NAMES = (
    [f"original_shape_{n}" for n in "VoxelVolume MeshVolume SurfaceArea SurfaceVolumeRatio Compactness1 Maximum3DDiameter MajorAxisLength LeastAxisLength Elongation Sphericity".split()]
    + [f"original_firstorder_{n}" for n in "10Percentile Energy Entropy InterquartileRange Kurtosis Maximum Minimum Skewness TotalEnergy Uniformity Variance".split()]
    + [f"original_glcm_{n}" for n in "Autocorrelation ClusterShade Contrast Correlation Idn Imc1 JointAverage MCC SumAverage".split()]
    + [f"original_glszm_{n}" for n in "GrayLevelVariance SmallAreaEmphasis ZoneEntropy ZonePercentage".split()]
    + [f"original_ngtdm_{n}" for n in "Busyness Coarseness Contrast Strength".split()]
)


def features(draw, n, latent):
    """Correlated columns of very different scales, with two that repeat another one exactly."""
    p = len(NAMES)
    load = draw.normal(0, 1, (latent.shape[1], p)) * (draw.random((latent.shape[1], p)) < 0.45)
    own = draw.uniform(0.3, 1.2, p)
    z = latent @ load + draw.normal(0, 1, (n, p)) * own
    near = {"MeshVolume": "VoxelVolume", "SurfaceArea": "VoxelVolume", "MajorAxisLength": "Maximum3DDiameter"}
    for copy, of in near.items():
        j, k = (NAMES.index(f"original_shape_{name}") for name in (copy, of))
        z[:, j] = z[:, k] + 0.12 * draw.normal(0, 1, n)
    x = np.empty_like(z)
    for j in range(p):
        scale, offset = 10 ** draw.uniform(-3, 4), draw.uniform(2, 8)
        x[:, j] = scale * (np.exp(0.4 * z[:, j]) if j % 3 == 0 else offset + z[:, j])
    x[:, NAMES.index("original_firstorder_TotalEnergy")] = 2.5 * x[:, NAMES.index("original_firstorder_Energy")]
    x[:, NAMES.index("original_glcm_SumAverage")] = 2 * x[:, NAMES.index("original_glcm_JointAverage")]
    return significant(x)


def studies():
    """Stands for the table of ACRIN 6698 with its clinical columns."""
    draw = np.random.default_rng(20264)
    n = 238
    latent = draw.normal(0, 1, (n, 7))
    X = features(draw, n, latent)
    her2 = draw.binomial(1, 0.28, n)
    hr = draw.binomial(1, 0.55, n)
    age = np.clip(np.round(draw.normal(48, 11, n)), 24, 78)
    # In HER2-positive studies the images say nothing: there the LASSO may keep nothing, which is an answer, too.
    eta = -1.0 + (1 - her2) * (0.9 * latent[:, 0] - 0.7 * latent[:, 1]) - 0.9 * hr + 1.5 * her2 - 0.005 * (age - 48)
    pcr = draw.binomial(1, logit(eta))
    maker = draw.choice(["GE", "Philips", "SIEMENS"], n, p=[0.6, 0.15, 0.25])
    shift = {"GE": 0.0, "Philips": 0.35, "SIEMENS": -0.25}
    X = significant(X * (1 + 0.1 * np.array([shift[m] for m in maker])[:, None]))
    X[:, NAMES.index("original_firstorder_TotalEnergy")] = 2.5 * X[:, NAMES.index("original_firstorder_Energy")]
    X[:, NAMES.index("original_glcm_SumAverage")] = 2 * X[:, NAMES.index("original_glcm_JointAverage")]
    ids = [f"SYNTHETIC-{i:04d}" for i in range(n)]
    table = dict(pid=ids, pCR=pcr, HER2pos=her2, HR=hr, age=age, manufacturer=maker, features=NAMES, X=X)
    write("inputs/acrin6698_t0.json", table, ["numpy"])
    return ids, pcr, her2, hr, age, X


def tumours():
    """Stands for WDBC: outcomes that columns almost, or altogether, give away."""
    draw = np.random.default_rng(20265)
    n, p = 220, 28
    y = draw.binomial(1, 0.4, n)
    factor = draw.normal(0, 1, (n, 3))
    load = draw.normal(0, 0.5, (3, p))
    effect = np.linspace(2.6, 0, p)
    X = significant(10 ** draw.uniform(-2, 3, p) * (6 + factor @ load + draw.normal(0, 1, (n, p)) + y[:, None] * effect))
    names = [f"measurement {j + 1}" for j in range(p)]
    write("inputs/wdbc.json", dict(features=names, X=X, y=y), ["numpy"])
    return names, X, y


def split(draw, y, rows, n_train):
    """Training and test rows, stratified by outcome."""
    train = []
    for outcome in (0, 1):
        of = [i for i in rows if y[i] == outcome]
        train += list(draw.permutation(of)[: round(n_train * len(of) / len(rows))])
    return sorted(int(i) for i in train)


def table(name, header, rows):
    with (INPUTS / name).open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def protocol_tables(study_table, tumour_table):
    """Tables for the whole protocol: rows in random order of the split, clinical columns first."""
    ids, pcr, her2, hr, age, X = study_table
    thin = []
    for j in range(len(NAMES)):
        if all(abs(np.corrcoef(X[:, j], X[:, k])[0, 1]) <= 0.95 for k in thin):
            thin.append(j)
    draw = np.random.default_rng(20266)
    for name, rows, share in (("golden-14-all.csv", range(238), 119), ("golden-14-her2.csv", np.flatnonzero(her2 == 1), None)):
        rows = [int(i) for i in rows]
        train = set(split(draw, pcr, rows, share or len(rows) // 2))
        table(
            name,
            ["pid", "split", "pCR", "age", "HR", "HER2", *(NAMES[j] for j in thin)],
            [[ids[i], "train" if i in train else "test", pcr[i], int(age[i]), hr[i], her2[i], *X[i, thin]] for i in rows],
        )
    names, T, y = tumour_table
    for name, columns in (("wdbc-68-65.csv", range(len(names))), ("wdbc-68-65-weak.csv", range(18, len(names)))):
        rows = sorted(int(i) for i in draw.permutation(len(y))[:133])
        train = set(split(draw, y, rows, 68))
        table(name, ["row", "split", "y", *(names[j] for j in columns)],
              [[i, "train" if i in train else "test", y[i], *T[i, list(columns)]] for i in rows])


births()
bleedings()
separated()
protocol_tables(studies(), tumours())

"""Prints what statsmodels prints of logistic and other models, for the readers of `radscore nomogram` and their tests.

usage: python scripts/nomogram/print-statsmodels.py [FOLDER]    (default: test/fixtures/nomogram)
Run it before print-r.R, which reads the cohort that this writes. The cohort is synthetic, from a seed.
"""
import json
import sys
import warnings

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm
import statsmodels.formula.api as smf

warnings.simplefilter("ignore")
folder = sys.argv[1] if len(sys.argv) > 1 else "test/fixtures/nomogram"

rng = np.random.default_rng(20261127)
n = 300
cohort = pd.DataFrame(
    {
        "age": np.clip(rng.normal(52, 11, n), 26, 84).round(0),
        "ki67": np.clip(rng.gamma(4, 9, n), 2, 95).round(1),
        "volume": np.exp(rng.normal(2, 0.8, n)).round(2),
        "grade": rng.choice(["I", "II", "III"], n, p=[0.2, 0.5, 0.3]),
        "hr": rng.integers(0, 2, n),
    }
)
eta = (
    -1.2
    - 0.03 * (cohort.age - 52)
    + 0.03 * cohort.ki67
    - 0.45 * np.log(cohort.volume)
    + cohort.grade.map({"I": 0, "II": 0.4, "III": 1.1})
    - 0.9 * cohort.hr
    + 0.8
)
cohort["pcr"] = (rng.uniform(size=n) < 1 / (1 + np.exp(-eta))).astype(int)
cohort["months"] = rng.exponential(30, n).round(1)
cohort.to_csv(f"{folder}/cohort.csv", index=False)
# Read as everybody reads it, so that R fits the same numbers.
cohort = pd.read_csv(f"{folder}/cohort.csv")

patients = pd.DataFrame(
    {
        "age": rng.uniform(26, 84, 50).round(1),
        "ki67": rng.uniform(2, 95, 50).round(1),
        "volume": rng.uniform(1, 40, 50).round(2),
        "grade": rng.choice(["I", "II", "III"], 50),
        "hr": rng.integers(0, 2, 50),
    }
)
patients.to_csv(f"{folder}/patients.csv", index=False)


def write(name, text):
    with open(f"{folder}/{name}", "w", encoding="utf-8") as out:
        out.write(text if text.endswith("\n") else text + "\n")


formula = "pcr ~ age + ki67 + C(grade) + hr"
logit = smf.logit(formula, cohort).fit(disp=0)
glm = smf.glm(formula, cohort, family=sm.families.Binomial()).fit()
treated = smf.logit("pcr ~ age + np.log(volume) + C(grade, Treatment(reference='II'))", cohort).fit(disp=0)
boolean = smf.logit("pcr ~ age + positive", cohort.assign(positive=cohort.hr == 1)).fit(disp=0)
arrays = sm.Logit(cohort.pcr, sm.add_constant(cohort[["age", "ki67", "hr"]])).fit(disp=0)

write("statsmodels-logit-summary.txt", str(logit.summary()))
write("statsmodels-logit-summary2.txt", str(logit.summary2()))
write("statsmodels-glm-summary.txt", str(glm.summary()))
write("statsmodels-glm-summary2.txt", str(glm.summary2()))
write("statsmodels-treatment-summary.txt", str(treated.summary()))
write("statsmodels-boolean-summary.txt", str(boolean.summary()))
write("statsmodels-arrays-summary.txt", str(arrays.summary()))
write("statsmodels-params.txt", str(logit.params))
logit.params.to_csv(f"{folder}/statsmodels-params.csv")
logit.cov_params().to_csv(f"{folder}/statsmodels-cov-params.csv")
logit.summary2().tables[1].to_csv(f"{folder}/statsmodels-summary2-table.csv")
treated.params.to_csv(f"{folder}/statsmodels-treatment-params.csv")
treated.cov_params().to_csv(f"{folder}/statsmodels-treatment-cov-params.csv")

# What has to be refused.
write("refused-statsmodels-probit.txt", str(smf.probit(formula, cohort).fit(disp=0).summary()))
write("refused-statsmodels-ols.txt", str(smf.ols(formula, cohort).fit().summary()))
write(
    "refused-statsmodels-mnlogit.txt",
    str(smf.mnlogit("g ~ age + ki67", cohort.assign(g=cohort.grade.map({"I": 0, "II": 1, "III": 2}))).fit(disp=0).summary()),
)
write(
    "refused-statsmodels-phreg.txt",
    str(smf.phreg("months ~ age + ki67", cohort, status=cohort.pcr.values).fit().summary()),
)
write("refused-statsmodels-interaction.txt", str(smf.logit("pcr ~ age * hr", cohort).fit(disp=0).summary()))
write("refused-statsmodels-spline.txt", str(smf.logit("pcr ~ bs(age, df=4) + hr", cohort).fit(disp=0).summary()))
write("refused-statsmodels-sum.txt", str(smf.logit("pcr ~ age + C(grade, Sum)", cohort).fit(disp=0).summary()))
write("refused-statsmodels-no-intercept.txt", str(smf.logit("pcr ~ age + ki67 - 1", cohort).fit(disp=0).summary()))
write(
    "refused-statsmodels-cloglog.txt",
    str(smf.glm(formula, cohort, family=sm.families.Binomial(sm.families.links.CLogLog())).fit().summary()),
)
write("refused-statsmodels-poisson.txt", str(smf.glm(formula, cohort, family=sm.families.Poisson()).fit().summary()))
write(
    "refused-statsmodels-two-columns.txt",
    str(
        smf.glm(
            "pcr ~ age + ki67",
            cohort.assign(pcr=cohort.pcr.map({0: "no", 1: "yes"})),
            family=sm.families.Binomial(),
        )
        .fit()
        .summary()
    ),
)
write("refused-statsmodels-power.txt", str(smf.logit("pcr ~ age + I(ki67 ** 2)", cohort).fit(disp=0).summary()))


def predicted(fit, by_glm):
    """Probability by predict; the interval of the mean is GLM's, on the scale of the linear predictor."""
    frame = by_glm.get_prediction(patients).summary_frame(alpha=0.05)
    return {
        "probability": fit.predict(patients).tolist(),
        "low": frame["mean_ci_lower"].tolist(),
        "high": frame["mean_ci_upper"].tolist(),
    }


peers = {
    "tool": "statsmodels",
    "versions": {
        "statsmodels": statsmodels.__version__,
        "numpy": np.__version__,
        "pandas": pd.__version__,
        "python": sys.version.split()[0],
    },
    "input": "cohort.csv, patients.csv",
    "logit": {"formula": formula, **predicted(logit, glm)},
    "treatment": {
        "formula": treated.model.formula,
        **predicted(treated, smf.glm(treated.model.formula, cohort, family=sm.families.Binomial()).fit()),
    },
}
write("statsmodels.json", json.dumps(peers, indent=1))

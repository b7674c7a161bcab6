"""Answers one JSON line per request with the seconds that scikit-learn's LassoCV takes on the same table."""

import json
import sys
import time

import numpy as np
from sklearn.linear_model import LassoCV
from sklearn.model_selection import PredefinedSplit

for line in sys.stdin:
    request = json.loads(line)
    columns = np.fromfile(request["columns"]).reshape(request["features"], request["rows"])
    table = np.asfortranarray(columns.T)
    outcome = np.array(request["outcome"], dtype=float)
    model = LassoCV(alphas=request["alphas"], cv=PredefinedSplit(request["folds"]), max_iter=100_000, n_jobs=1)
    start = time.perf_counter()
    model.fit(table, outcome)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "alpha": model.alpha_, "kept": int(np.sum(model.coef_ != 0))}), flush=True)

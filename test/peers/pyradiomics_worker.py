"""PyRadiomics for tests: a JSON request per line on stdin, a JSON answer per line on stdout.

A request names an image, a mask and a parameter file. The answer holds the features, or the error. A mask that PyRadiomics
refuses for its grid is also extracted with correctMask, which puts it on the image's grid ("placed").

A request for "rounding" gets what rounding alone does to PyRadiomics' own values: "orders" holds, by name, MCC and Imc2 of the
same matrices with the grey levels in another order, which changes neither by definition, every second time with each probability
moved by at most its last bit; "otherProcessor" the features with the spherical harmonics as numpy rounds them on another processor.
"""
import json
import logging
import math
import os
import sys

import numpy
import pywt
import radiomics
import scipy.special
import SimpleITK
import trimesh.creation
from radiomics import featureextractor
from radiomics.glcm import RadiomicsGLCM

radiomics.setVerbosity(logging.CRITICAL)
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def extract(request, **settings):
    SimpleITK.ProcessObject.SetGlobalDefaultCoordinateTolerance(1e-6)
    SimpleITK.ProcessObject.SetGlobalDefaultDirectionTolerance(1e-6)
    extractor = featureextractor.RadiomicsFeatureExtractor(request["parameters"])
    extractor.settings.update(settings)
    result = extractor.execute(request["image"], request["mask"])
    values = {}
    for name, value in result.items():
        if not name.startswith("diagnostics_"):
            number = float(value)
            values[name] = number if math.isfinite(number) else str(number)
    return extractor, values


ORDERS = {"MCC": 64, "Imc2": 1024}


def in_other_orders(request, **settings):
    found = {name: [] for name in ORDERS}
    originals = {name: getattr(RadiomicsGLCM, f"get{name}FeatureValue") for name in found}

    def measured(name):
        def measure(self):
            matrix, coefficients = self.P_glcm, self.coefficients
            draw = numpy.random.default_rng(1)
            values = []
            for k in range(ORDERS[name]):
                order = draw.permutation(matrix.shape[1])
                self.P_glcm = matrix[:, order][:, :, order].copy()
                if k % 2 == 1:
                    self.P_glcm *= 1 + 2.0**-52 * draw.integers(-1, 2, matrix.shape)
                self.coefficients = dict(coefficients)
                self._calculateCoefficients()
                values.append(float(numpy.squeeze(originals[name](self))))
            self.P_glcm, self.coefficients = matrix, coefficients
            found[name].append([value if math.isfinite(value) else str(value) for value in values])
            return originals[name](self)

        return measure

    try:
        for name in found:
            setattr(RadiomicsGLCM, f"get{name}FeatureValue", measured(name))
        _, features = extract(request, **settings)
    finally:
        for name, original in originals.items():
            setattr(RadiomicsGLCM, f"get{name}FeatureValue", original)
    orders = {}
    for name, values in found.items():
        orders.update(zip((key for key in features if key.endswith(f"_glcm_{name}")), values))
    return orders


def on_other_processor(request, **settings):
    zero, re, im = (numpy.array(request["harmonics"][key]) for key in ("zero", "re", "im"))
    table = {-1: -re + 1j * im, 0: zero + 0j, 1: re + 1j * im}
    polar = numpy.arccos(numpy.array(trimesh.creation.icosphere(1, 1).vertices)[:, 2])
    original = scipy.special.sph_harm

    def harmonic(m, n, theta, phi):
        return table[m] if n == 1 and numpy.array_equal(theta, polar) else original(m, n, theta, phi)

    try:
        scipy.special.sph_harm = harmonic
        return extract(request, **settings)[1]
    finally:
        scipy.special.sph_harm = original


versions = {
    "PyRadiomics": radiomics.__version__,
    "SimpleITK": SimpleITK.Version_VersionString(),
    "numpy": numpy.__version__,
    "PyWavelets": pywt.__version__,
}
answers.write(json.dumps(versions) + "\n")
answers.flush()
for line in sys.stdin:
    request = json.loads(line)
    answer = {}
    if request.get("rounding"):
        settings = {"correctMask": True} if request.get("place") else {}
        answer["orders"] = in_other_orders(request, **settings)
        answer["otherProcessor"] = on_other_processor(request, **settings)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
        continue
    try:
        _, answer["features"] = extract(request)
    except Exception as error:  # whatever it is, it is the answer
        answer["error"] = f"{type(error).__name__}: {error}"[:300]
        if request.get("place"):
            try:
                _, answer["placed"] = extract(request, correctMask=True)
            except Exception as second:
                answer["placedError"] = f"{type(second).__name__}: {second}"[:300]
    answers.write(json.dumps(answer) + "\n")
    answers.flush()

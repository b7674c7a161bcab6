"""A script as users of PyRadiomics write it: nothing of it knows radscore."""

import multiprocessing
import sys

import radiomics
from radiomics import featureextractor, getFeatureClasses, imageoperations
from radiomics.glcm import RadiomicsGLCM

radiomics.setVerbosity(60)


def mean_of(paths):
    extractor = featureextractor.RadiomicsFeatureExtractor(binWidth=25)
    extractor.disableAllFeatures()
    extractor.enableFeaturesByName(firstorder=["Mean"])
    return extractor.execute(*paths)["original_firstorder_Mean"].item()


if __name__ == "__main__":
    method, *paths = sys.argv[1:]
    with multiprocessing.get_context(method).Pool(2) as pool:
        means = pool.map_async(mean_of, [paths] * 3).get(timeout=60)
    assert getFeatureClasses()["glcm"] is RadiomicsGLCM and imageoperations.checkMask
    print(radiomics.__version__, *means)

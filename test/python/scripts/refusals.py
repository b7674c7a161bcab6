"""What is refused, by type, code and first words. Prints JSON."""

import json
import os
import pickle
import sys

import numpy as np
import radscore
import radscore.radiomics as radiomics
import SimpleITK as sitk
from radscore.radiomics import featureextractor, glcm, imageoperations

radiomics.setVerbosity(60)
image, mask, folder = sys.argv[1:]
said = {}


def note(name, work):
    try:
        work()
        said[name] = "nothing"
    except Exception as error:
        kind = next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")
        words = str(error).replace(folder, "FOLDER").replace(os.path.dirname(image), "IMAGES")[:60]
        said[name] = f"{kind} {getattr(error, 'code', '-')}: {words}"
        if isinstance(error, radscore.RadscoreError):
            # Each field says something, and pools of processes can send it home.
            assert error.got and error.wanted and error.remedy, name
            assert str(pickle.loads(pickle.dumps(error))) == str(error), name


def hostile(name, content):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(content)
    note(f"hostile {name}", lambda: radscore.extract(path, mask))


extractor = featureextractor.RadiomicsFeatureExtractor
whole = extractor()
volume = sitk.ReadImage(image)
small = sitk.Image(8, 8, 8, sitk.sitkInt16)
lone = sitk.Image(8, 8, 8, sitk.sitkUInt8)
note("no label at all", lambda: whole.execute(small, lone))
lone[1, 1, 1] = 1
note("one voxel", lambda: whole.execute(small, lone))
lone[2, 1, 1] = 1
note("a line", lambda: whole.execute(small, lone))
note("another label", lambda: whole.execute(image, mask, label=7))
note("no image", lambda: whole.execute("none.nrrd", mask))
note("no mask", lambda: whole.execute(image, "none.nrrd"))
note("another grid", lambda: whole.execute(volume, lone))
note("nothing left", lambda: extractor(resegmentRange=[1e9, 2e9]).execute(image, mask))
note("too small", lambda: extractor(minimumROISize=10**8).execute(image, mask))
note("maps", lambda: whole.execute(image, mask, voxelBased=True))
note("maps of a class", lambda: glcm.RadiomicsGLCM(small, lone, voxelBased=True))
note("a matrix", lambda: glcm.RadiomicsGLCM(small, lone).P_glcm)
note("bin edges", lambda: imageoperations.getBinEdges)
note("a test case without a network", lambda: radiomics.getTestCase("brain2", os.path.join(folder, "none")))
note("an unknown test case", lambda: radiomics.getTestCase("brain9"))
note("a feature", lambda: [whole.enableFeaturesByName(glcm=["Nope"]), whole.execute(image, mask)])
note("a parameter file", lambda: extractor(os.path.join(folder, "none.yaml")))
note("a key", lambda: extractor({"setting": {"binwidth": 5}}))
note("a value", lambda: extractor(binWidth="wide").execute(image, mask))
note("not finite", lambda: extractor(binWidth=float("nan")).execute(image, mask))
note("an array without a grid", lambda: radscore.extract(np.zeros((3, 3, 3)), mask))
note("an array of text", lambda: radscore.extract(radscore.Image(np.full((3, 3, 3), "a"), (1, 1, 1)), mask))
note("a spacing of 0", lambda: radscore.Image(np.zeros((3, 3, 3)), (1, 1, 0)))
note("a flat array", lambda: radscore.Image(np.zeros((3, 3)), (1, 1, 1)))
note("complex numbers", lambda: radscore.extract(radscore.Image(np.zeros((3, 3, 3), complex), (1, 1, 1)), mask))
note("a large number", lambda: radscore.extract(radscore.Image(np.full((3, 3, 3), 2**40), (1, 1, 1)), mask))
note("a slice of SimpleITK", lambda: radscore.extract(volume[:, :, 0], mask))
note("no numbers", lambda: radscore.extract(sitk.Cast(volume, sitk.sitkFloat32) * float("nan"), mask))
hostile("empty.nrrd", b"")
hostile("noise.nii.gz", bytes(range(256)) * 64)
hostile("huge.nrrd", b"NRRD0004\ntype: short\ndimension: 3\nsizes: 99999 99999 99999\nencoding: raw\n\n")
hostile("bomb.nrrd", open(image, "rb").read()[:2000])
hostile("text.mhd", b"ObjectType = Image\nNDims = 3\nElementDataFile = ../../../../etc/passwd\n")
hostile("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100)

# The fence: the child can open nothing but its own program.
engine = radscore.Engine()
note("after all that", lambda: engine.ask("no such request"))
os.environ["RADSCORE_NODE"] = os.path.join(folder, "none")
note("no such Node", lambda: radscore.Engine().info)
os.environ["RADSCORE_NODE"] = "/bin/cat"
note("no Node", lambda: radscore.Engine().info)
old = os.path.join(folder, "old-node")
with open(old, "w") as script:
    script.write("#!/bin/sh\necho v20.19.0\n")
os.chmod(old, 0o755)
os.environ["RADSCORE_NODE"] = old
note("an old Node", lambda: radscore.Engine().info)
silent = os.path.join(folder, "silent-node")
with open(silent, "w") as script:
    script.write('#!/bin/sh\n[ "$1" = --version ] && echo v24.0.0 && exit\nexec sleep 600\n')
os.chmod(silent, 0o755)
os.environ["RADSCORE_NODE"] = silent
radscore.engine.START_LIMIT = 1
note("a silent Node", lambda: radscore.Engine().info)
print(json.dumps(said))

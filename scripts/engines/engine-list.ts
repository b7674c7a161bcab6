/** The engines that are compared: where each comes from, which Python it needs, and how its documentation configures it. */

export interface EngineEntry {
  readonly id: string;
  /** Name on PyPI; null for this engine. */
  readonly package: string | null;
  /** Further packages that the engine or its driver needs and pip does not bring. */
  readonly further: readonly string[];
  /** Installed without what it requires, since one requirement does not install; `further` has the others. */
  readonly isAlone?: boolean;
  /** Python to make the environment with, `major.minor`; null for an environment that is given. */
  readonly python: string | null;
  readonly driver: string;
  /** Whose definitions it states to follow: that decides which task it is given where both would do. */
  readonly follows: 'PyRadiomics' | 'IBSI' | 'own';
  readonly source: string;
  /** As its documentation says for this task; printed on the page. */
  readonly configuration: string;
}

export const ENGINES: readonly EngineEntry[] = [
  {
    id: 'radscore',
    package: null,
    further: [],
    python: null,
    driver: 'own-driver.ts',
    follows: 'PyRadiomics',
    source: 'this repository',
    configuration:
      'Profile `pyradiomics` with the parameter file for goldens, grids of masks and degenerate regions; profile `ibsi` for IBSI-1.',
  },
  {
    id: 'PyRadiomics',
    package: 'pyradiomics',
    further: [],
    python: null,
    driver: 'pyradiomics_driver.py',
    follows: 'PyRadiomics',
    source: 'https://github.com/AIM-Harvard/pyradiomics',
    configuration:
      '`RadiomicsFeatureExtractor(parameters).execute(image, mask, label)`. Version 3.1.0 has no wheel on PyPI for Python 3.10 and later: built from its tag.',
  },
  {
    id: 'flash-radiomics',
    package: 'flash-radiomics',
    further: ['h5py', 'SimpleITK', 'pykwalify', 'PyWavelets', 'scipy', 'scikit-image', 'scikit-learn', 'trimesh'],
    python: '3.11',
    driver: 'flash_driver.py',
    follows: 'PyRadiomics',
    source: 'https://pypi.org/project/flash-radiomics/',
    configuration:
      '`RadiomicsFeatureExtractor(parameters, backend="cpu", num_threads=1).execute(…)`; its dependencies are installed by hand, as its README asks. It writes an HDF5 file for every extraction.',
  },
  {
    id: 'fastrad',
    package: 'fastrad',
    further: 'loguru matplotlib nibabel numpy pandas pydicom requests scipy seaborn SimpleITK torch'.split(' '),
    isAlone: true,
    python: '3.12',
    driver: 'fastrad_driver.py',
    follows: 'PyRadiomics',
    source: 'https://github.com/helloerikaaa/fastrad',
    configuration:
      '`FeatureExtractor(FeatureSettings(feature_classes=all seven, bin_width, device="cpu", spacing))` on tensors (z, y, x) that SimpleITK read. 1.2.0 requires `pyradiomics` of PyPI, which has no wheel for its Python (3.12 or later): installed without it, with its other requirements.',
  },
  {
    id: 'numpyradiomics',
    package: 'numpyradiomics',
    further: ['SimpleITK'],
    python: '3.11',
    driver: 'numpyradiomics_driver.py',
    follows: 'PyRadiomics',
    source: 'https://github.com/openmiblab/numpyradiomics',
    configuration:
      '`shape(mask, spacing)`, `firstorder(image, mask, voxelVolume, binWidth)`, `texture(image, mask, binWidth)` on arrays (z, y, x) that SimpleITK read: it takes no files, so no grid reaches it.',
  },
  {
    id: 'MIRP',
    package: 'mirp',
    further: [],
    python: '3.11',
    driver: 'mirp_driver.py',
    follows: 'IBSI',
    source: 'https://github.com/oncoray/mirp',
    configuration:
      '`extract_features(…, base_feature_families="all")`, `no_approximation=True` for the phantom alone, with discretisation, resegmentation and interpolation of the configuration; `anti_aliasing=False`, since IBSI-1 has none.',
  },
  {
    id: 'Pictologics',
    package: 'pictologics',
    further: [],
    python: '3.12',
    driver: 'pictologics_driver.py',
    follows: 'IBSI',
    source: 'https://github.com/martonkolossvary/pictologics',
    configuration:
      '`RadiomicsPipeline.add_config(steps)`: resample (mask linear, threshold 0.5, rounded), resegment, filter_outliers, discretise, extract_features of all families.',
  },
  {
    id: 'Z-Rad',
    package: 'z-rad',
    further: [],
    python: '3.11',
    driver: 'zrad_driver.py',
    follows: 'IBSI',
    source: 'https://github.com/medical-physics-usz/z-rad',
    configuration:
      '`Image.from_nifti`, `Image.from_nifti_mask`, ImageResampler, MaskResampler (linear, 0.5), IntensityMaskBuilder, Resegmenter, TextureDiscretizer, IVHIntensityDiscretizer, then `Radiomics(…).extract_features(families="all")`.',
  },
  {
    id: 'Nyxus',
    package: 'nyxus',
    further: [],
    python: '3.11',
    driver: 'nyxus_driver.py',
    follows: 'own',
    source: 'https://github.com/PolusAI/nyxus',
    configuration:
      '`Nyxus3D(["*3D_ALL*"], n_feature_calc_threads=1).featurize_files(…)`; it reads no spacing, and its anisotropy factors resize the volume, so its lengths are in voxels; `ibsi=True` for the IBSI phantom; elsewhere its 64 grey levels over the range, as it has no fixed bin width.',
  },
];

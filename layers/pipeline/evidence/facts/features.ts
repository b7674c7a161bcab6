/** What artefacts say of images, regions and features: settings, engine, and whether the table's values are theirs. */
import { ARTEFACTS, type Evidence, type Pointer } from '../artefacts/evidence.ts';
import { type Fact, type Finding, gap, notApplicable, partlyBy, shownBy } from '../artefacts/finding.ts';

const { settings: SETTINGS, images: IMAGES, engine: ENGINE } = ARTEFACTS;

const NO_SETTINGS = 'The settings of the extraction: radscore evidence --params FILE or --protocol ID.';
const UNCONFIRMED =
  'Proof that the table was computed by these settings: radscore evidence --images, which computes the features again.';

/** Whether every value of the table was computed again from its images. */
function isConfirmed(e: Evidence): boolean {
  return e.value(IMAGES, '/agreement/equal') === true;
}

/** Settings count as those of the table only if the images gave its values again. */
function bySettings(e: Evidence, paths: readonly (readonly [says: string, path: string])[]): Finding {
  const found = paths.map(([says, path]) => e.pointOrNone(says, SETTINGS, path));
  if (found.every((one) => one === undefined)) {
    // The service measures by the settings of its protocol; a version names both.
    const named = [
      e.point('study protocol', ARTEFACTS.version, '/protocol'),
      e.point('hash of its settings', ARTEFACTS.version, '/settingsHash'),
    ];
    return partlyBy(
      named,
      named.some((one) => one) ? 'The settings of the protocol: GET /v1/protocols/{id}.' : NO_SETTINGS,
    );
  }
  const present = found.filter((one): one is Pointer => one !== undefined);
  return isConfirmed(e)
    ? shownBy([...present, e.point('values computed again and equal', IMAGES, '/agreement/values')], '')
    : partlyBy(present, UNCONFIRMED);
}

/** The image sequences of the candidate columns; one without a name counts as one. */
function sequencesOf(e: Evidence): readonly string[] {
  const name =
    /^(?:(t2fs|dwi|dce)_)?(?:original|wavelet|log-sigma|square|squareroot|logarithm|exponential|gradient|lbp)/;
  const found = e.columns.map((column) => name.exec(column));
  return [...new Set(found.flatMap((match) => (match ? [match[1] ?? ''] : [])))];
}

/** Hand-crafted features have PyRadiomics' names. */
export function isHandcrafted(e: Evidence): boolean {
  return sequencesOf(e).length > 0;
}

const ACQUISITION = 'Acquisition parameters of each sequence; the artefacts hold none.';

export const FEATURES = {
  'imaging-protocol': () => gap(ACQUISITION),
  'public-imaging-protocol': () => gap('A public imaging protocol that was followed, with its reference.'),
  'imaging-protocol-maturity': () =>
    gap('An imaging protocol of TRIAC level 3 or 4: published, or internationally established.'),
  'clinical-images': () =>
    gap('That the images are of a clinically established technique, with the guideline that it follows.'),
  'imaging-interval': () => gap('Time between imaging and the reference standard.'),
  'multiple-time-points': () =>
    gap('Images of the same patients at further time points, and the stability of features between them.'),
  phantom: () => gap('A phantom study on the scanners used.'),
  'one-image-set': (e) => {
    const sequences = sequencesOf(e);
    const pointer = e.point('candidate features', e.report, '/selection/columns');
    if (sequences.length === 1)
      return shownBy([pointer, e.point('first of them', e.report, '/selection/columns/0')], '');
    const fill = 'A model of one sequence alone, compared with the one of several.';
    return sequences.length === 0 ? gap(fill) : partlyBy([pointer], fill);
  },
  'segmentation-method': (e) =>
    partlyBy(
      [
        e.point('kind of segmentation, stated', ARTEFACTS.study, '/segmentation'),
        e.point('cases with a region', IMAGES, '/cases'),
      ],
      'How regions were drawn: by hand or not, rules, program, margins.',
    ),
  'segmentation-operators': () => gap('Who drew the regions, with experience, and what they knew.'),
  'automatic-segmentation': (e) => {
    const kind = e.value(ARTEFACTS.study, '/segmentation');
    const pointer = e.point('kind of segmentation, stated', ARTEFACTS.study, '/segmentation');
    return kind === 'automatic'
      ? partlyBy([pointer], 'The program that drew the regions.')
      : gap('Regions drawn by a program.');
  },
  'segmentation-evaluated': () => gap('The automatic segmentation compared with experts (Dice or Jaccard).'),
  'segmentation-as-in-practice': () => gap('That the regions of the test rows come from one reader or one program.'),
  'multiple-segmentations': robust,
  'robust-features': robust,
  'robust-selection': robust,
  preprocessing: (e) =>
    bySettings(e, [
      ['normalisation', '/setting/normalize'],
      ['voxel size', '/setting/resampledPixelSpacing'],
      ['bin width', '/setting/binWidth'],
      ['bin count', '/setting/binCount'],
      ['SHA-256 of the settings', '/sha256'],
    ]),
  'preprocessing-is-apt': (e) =>
    partlyBy(
      [
        e.point('normalisation', SETTINGS, '/setting/normalize'),
        e.point('voxel size', SETTINGS, '/setting/resampledPixelSpacing'),
      ],
      'Why these steps suit the modality and the slice thickness; with --images, that the table was computed by them.',
    ),
  resampling: (e) =>
    bySettings(e, [
      ['voxel size', '/setting/resampledPixelSpacing'],
      ['interpolator', '/setting/interpolator'],
    ]),
  discretisation: (e) =>
    bySettings(e, [
      ['bin width', '/setting/binWidth'],
      ['bin count', '/setting/binCount'],
    ]),
  'image-types': (e) => {
    const found = bySettings(e, [['image types', '/imageTypes']]);
    if (found.status !== 'gap' || !isHandcrafted(e)) return found;
    return partlyBy([e.point('names of the candidate columns', e.report, '/selection/columns')], NO_SETTINGS);
  },
  'feature-classes': (e) => {
    const found = bySettings(e, [['feature classes', '/featureClasses']]);
    if (found.status !== 'gap' || !isHandcrafted(e)) return found;
    return partlyBy([e.point('names of the candidate columns', e.report, '/selection/columns')], NO_SETTINGS);
  },
  'every-parameter': (e) =>
    bySettings(e, [
      ['every setting, defaults included', '/setting'],
      ['SHA-256 of the settings', '/sha256'],
    ]),
  'feature-count': (e) =>
    shownBy(
      [
        e.point('feature columns', e.report, '/source/features/count') ??
          e.point('feature columns', e.report, '/table/features'),
      ],
      'A fit that counts its columns.',
    ),
  'extraction-software': software,
  'standard-software': software,
  harmonisation: (e) =>
    shownBy(
      [e.point('harmonisation of features between sites', e.model, '/protocol/harmonisation')],
      'Harmonisation of images, or of features between sites (a protocol with ComBat, and --site).',
    ),
  'feature-statistics': (e) =>
    shownBy(
      [
        e.point('near duplicates that were dropped', e.report, '/selection/nearDuplicates') ??
          e.point('candidates', e.report, '/selection/candidates'),
        e.point('F of each column', e.report, '/selection/f'),
        e.point('p of each column', e.report, '/selection/p'),
        e.point('features selected', e.report, '/selection/selected'),
      ],
      'The trace of the selection in the report of a fit.',
    ),
} satisfies Record<string, Fact>;

function robust(e: Evidence): Finding {
  const isUsed =
    e.value(e.model, '/protocol/robustness') !== undefined && (e.value(e.report, '/source/repeats/rows') as number) > 0;
  const fill =
    'The features of some patients segmented again (radscore fit --repeats), and a protocol with a bound on the ICC.';
  if (!isUsed) return gap(fill);
  return shownBy(
    [
      e.point('smallest ICC(2,1)', e.model, '/protocol/robustness/icc'),
      e.point('rows segmented again', e.report, '/source/repeats/rows'),
      e.point('features dropped', e.report, '/selection/unstable') ??
        e.point('columns judged', e.report, '/selection/columns'),
    ],
    fill,
  );
}

function software(e: Evidence): Finding {
  if (!isHandcrafted(e))
    return notApplicable(
      [e.point('candidate columns', e.report, '/selection/columns')],
      'No column is named as a hand-crafted feature.',
    );
  const found = [
    e.point('engine', ENGINE, '/features/version'),
    e.point('values of the IBSI-1 digital phantom that agree', ENGINE, '/conformance/passed'),
    e.point('that do not', ENGINE, '/conformance/failed'),
  ];
  if (isConfirmed(e))
    return shownBy([...found, e.point('values computed again and equal', IMAGES, '/agreement/values')], '');
  const measuredHere = e.value(ARTEFACTS.version, '/engineVersion');
  if (measuredHere !== undefined && measuredHere === e.value(ENGINE, '/features/version')) {
    return shownBy([e.point('engine of the service', ARTEFACTS.version, '/engineVersion'), ...found], '');
  }
  const named = [
    e.point('engine that the model names', e.model, '/about/engine'),
    e.point('engine', ARTEFACTS.version, '/engineVersion'),
  ];
  return partlyBy(
    named,
    'Proof of the program that computed the table: radscore evidence --images computes it again, by an engine checked against IBSI-1.',
  );
}

/** What artefacts say of performance: tests, discrimination, uncertainty, calibration, utility, comparisons. */
import { ARTEFACTS, type Evidence, type Pointer } from '../artefacts/evidence.ts';
import { type Fact, type Finding, gap, partlyBy, shownBy } from '../artefacts/finding.ts';

const { validation: VALIDATION } = ARTEFACTS;

/** The final model's figures in test rows; in training rows they would be apparent, and show nothing. */
function inTest(e: Evidence, says: string, path: string): Pointer | undefined {
  return e.point(`${says}, test rows`, e.report, `/test/models/${e.final}${path}`);
}

const NO_TEST = 'Test rows: radscore fit --test-fraction or --split.';

const hasTest = (e: Evidence): boolean => (e.value(e.report, '/counts/test/n') as number) > 0;

/** A set of other patients that judges the frozen model: rows marked external, or `radscore validate`. */
function externalOf(e: Evidence): readonly Pointer[] {
  const own = [
    e.point('external rows that judge the model', e.report, '/external/validation/rows/judged'),
    e.point('area, external rows', e.report, `/external/validation/performance/models/${e.final}/auc/auc`),
  ];
  const other = [
    e.point('rows of another table that judge the model', VALIDATION, '/rows/judged'),
    e.point('area there', VALIDATION, `/performance/models/${e.final}/auc/auc`),
  ];
  const whole = [own, other].find((found) => found.every((one) => one !== undefined));
  return (whole ?? []) as readonly Pointer[];
}

function externalTest(e: Evidence): Finding {
  const found = externalOf(e);
  if (found.length === 0)
    return gap(
      'Rows of another institution: marked external in the column of --split, or radscore validate and --validation DIR.',
    );
  // The mark says that rows are of other hospitals; another table says nothing of where it is from.
  return found[0].file === VALIDATION
    ? partlyBy(found, 'That the other table is of another institution.')
    : shownBy(found, '');
}

const discrimination: Fact = (e) =>
  hasTest(e)
    ? shownBy(
        [
          inTest(e, 'area', '/auc/auc'),
          inTest(e, 'lower end of the interval', '/auc/shown/0'),
          inTest(e, 'confusion matrix', '/confusion'),
        ],
        NO_TEST,
      )
    : partlyBy(
        [
          e.point('area in cross-validation', e.report, '/validation/auc'),
          e.point('interval', e.report, '/validation/interval'),
        ],
        NO_TEST,
      );

/** The interval of the slope says whether it differs from 1; Hosmer and Lemeshow's test does not always exist. */
const calibration: Fact = (e) => {
  const test = inTest(e, 'p of Hosmer–Lemeshow', '/calibration/hosmerLemeshow/p');
  return shownBy(
    [
      inTest(e, 'slope', '/calibration/slope'),
      inTest(e, 'interval of the slope', '/calibration/slopeInterval'),
      inTest(e, 'calibration in the large', '/calibration/inTheLarge'),
      ...(test ? [test] : []),
    ],
    NO_TEST,
  );
};

const comparison: Fact = (e) =>
  shownBy(
    [
      e.point('area of the clinical model, test rows', e.report, '/test/models/clinical/auc/auc'),
      e.point('area of the Rad-score, test rows', e.report, '/test/models/radScore/auc/auc'),
      e.point('first model compared', e.report, '/test/comparisons/0/a'),
      e.point('second', e.report, '/test/comparisons/0/b'),
      e.point('p of DeLong', e.report, '/test/comparisons/0/p'),
    ],
    'Clinical variables that form a model of their own (radscore fit --clinical), and test rows.',
  );

export const PERFORMANCE = {
  'internal-testing': (e) => {
    const found = [
      e.point('test rows', e.report, '/counts/test/n'),
      e.point('how rows were divided', e.report, '/about/split'),
      inTest(e, 'area', '/auc/auc'),
    ];
    if (!hasTest(e)) return partlyBy([e.point('method', e.report, '/validation/method')], NO_TEST);
    return e.value(e.report, '/about/split/by') === 'stratified'
      ? shownBy(found, NO_TEST)
      : partlyBy(found, 'That test rows are of the same source as the training rows.');
  },
  'external-testing': externalTest,
  'external-two': (e) => partlyBy(externalOf(e), 'Rows of two or more other institutions, each as a set of its own.'),
  'external-three': (e) =>
    partlyBy(externalOf(e), 'Rows of three or more other institutions, each as a set of its own.'),
  'external-platform': () => gap('Evaluation by a third party on data that were never given out.'),
  'published-signature': () => gap('A signature that was published before, validated here (radscore signature).'),
  'testing-technique': (e) =>
    shownBy(
      [
        e.point('method', e.report, '/validation/method'),
        e.point('test rows', e.report, '/counts/test/n'),
        e.point('how rows were divided', e.report, '/about/split'),
      ],
      NO_TEST,
    ),
  'performance-metrics': discrimination,
  'metrics-with-reasons': (e) => {
    const found = discrimination(e);
    return found.status === 'gap' ? found : partlyBy(found.pointers, 'Why these measures.');
  },
  discrimination,
  'discrimination-resampled': (e) =>
    shownBy(
      [
        e.point('area corrected for optimism', e.report, `/optimism/models/${e.final}/auc/corrected`),
        e.point('resamples', e.report, `/optimism/models/${e.final}/auc/replicates`),
      ],
      'Bootstrap refits (radscore fit --bootstrap).',
    ),
  uncertainty: (e) =>
    shownBy(
      [
        inTest(e, 'interval', '/auc/shown'),
        inTest(e, 'its method', '/auc/shownMethod'),
        inTest(e, 'its level', '/auc/confidence'),
      ],
      NO_TEST,
    ),
  calibration,
  'calibration-resampled': (e) =>
    shownBy(
      [
        e.point('slope corrected for optimism', e.report, `/optimism/models/${e.final}/slope/corrected`),
        e.point('resamples', e.report, `/optimism/models/${e.final}/slope/replicates`),
      ],
      'Bootstrap refits (radscore fit --bootstrap).',
    ),
  'cut-off': (e) =>
    shownBy(
      [
        e.point('rule', e.model, '/protocol/threshold'),
        e.point('threshold', e.model, `/thresholds/${e.final}/probability`),
        inTest(e, 'sensitivity', '/confusion/sensitivity'),
        inTest(e, 'specificity', '/confusion/specificity'),
      ],
      NO_TEST,
    ),
  'model-output': (e) =>
    shownBy(
      [
        e.point('rule of the threshold', e.model, '/protocol/threshold'),
        e.point('probability at the threshold', e.model, `/thresholds/${e.final}/probability`),
      ],
      'A threshold, and its reason.',
    ),
  'statistical-comparison': (e) =>
    shownBy(
      [
        e.point('comparisons by DeLong', e.report, '/test/comparisons'),
        e.point('p of the first', e.report, '/test/comparisons/0/p'),
      ],
      'Two models in test rows (radscore fit --clinical).',
    ),
  'non-radiomic-comparison': comparison,
  'gold-standard-comparison': (e) => {
    const found = comparison(e);
    return found.status === 'gap'
      ? found
      : partlyBy(found.pointers, 'That the clinical model is what practice uses now.');
  },
  'simple-model-comparison': (e) =>
    shownBy(
      [
        e.point('area in test rows of models of permuted outcomes', e.report, '/permutation/meanTestAuc'),
        e.point('p against them', e.report, '/permutation/p'),
      ],
      'Fits on permuted outcomes (radscore fit --permutations).',
    ),
  'previous-models-compared': () => gap('Performance next to signatures that were published before, on the same rows.'),
  utility: (e) =>
    shownBy(
      [
        inTest(e, 'thresholds of the decision curve', '/decisionCurve/thresholds'),
        inTest(e, 'net benefit', '/decisionCurve/model'),
      ],
      NO_TEST,
    ),
  interpretability: (e) =>
    shownBy(
      [
        e.point('coefficients of the features', e.model, '/features'),
        e.point('axes of the nomogram', e.model, '/nomogram/scale/axes') ??
          e.point('coefficients', e.model, '/radScore/coefficients'),
      ],
      'A frozen model.',
    ),
  'explanations-judged': () => gap('The explanations judged, by readers and by a measure.'),
  subgroups: (e) =>
    shownBy(
      [
        e.point('performance in subgroups', VALIDATION, '/subgroups') ??
          e.point('performance in subgroups', e.report, '/external/validation/subgroups'),
      ],
      'Performance by age, receptors, site: radscore validate --subgroups, and --validation DIR.',
    ),
  'bias-corrected': () => gap('What was done against unequal performance, and its effect.'),
  'performance-with-intervals': (e) => {
    const found = discrimination(e);
    const groups =
      e.point('performance in subgroups', VALIDATION, '/subgroups') ??
      e.point('performance in subgroups', e.report, '/external/validation/subgroups');
    if (found.status !== 'shown') return found;
    return groups
      ? shownBy([...found.pointers, groups], '')
      : partlyBy(found.pointers, 'Key subgroups: radscore validate --subgroups, and --validation DIR.');
  },
  'all-measures': (e) =>
    partlyBy(
      [
        inTest(e, 'area', '/auc/auc'),
        inTest(e, 'Brier score', '/brier'),
        inTest(e, 'slope', '/calibration/slope'),
        inTest(e, 'decision curve', '/decisionCurve/thresholds'),
        e.point('comparisons', e.report, '/test/comparisons'),
      ],
      hasTest(e) ? 'Why these measures.' : NO_TEST,
    ),
  'failure-modes': (e) =>
    partlyBy(
      [
        e.point('warnings', e.report, '/warnings'),
        e.point('rows outside the cohort', e.report, '/table/outsideCohort/count'),
      ],
      'Known failures and edge cases, described.',
    ),
  'sets-compared': (e) =>
    partlyBy(
      [e.point('training against test rows', e.report, '/patients/trainAgainstTest')],
      'Differences in setting, eligibility and outcome between the sets.',
    ),
} satisfies Record<string, Fact>;

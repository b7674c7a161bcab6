/** ROC and DeLong against pROC and scikit-learn. */
import { describe, expect, it } from 'vitest';
import { InvalidTable, SingleClass } from '../../../../layers/statistics/errors.ts';
import { confusionAt, confusionOf } from '../../../../layers/statistics/performance/confusion.ts';
import {
  aucWithInterval,
  comparePaired,
  compareUnpaired,
  delong,
} from '../../../../layers/statistics/performance/delong.ts';
import {
  fixedSensitivityPoint,
  rocCurve,
  topLeftPoint,
  youdenPoint,
} from '../../../../layers/statistics/performance/roc.ts';
import { expectClose, SOURCES } from '../golden.ts';

interface Marker {
  auc: number;
  var_delong: number;
  se: number;
  ci_lo: number;
  ci_hi: number;
  direction: string;
  points: { threshold: number[]; sensitivity: number[]; specificity: number[] };
  youden: Record<string, number[]>;
  topleft: Record<string, number[]>;
  n_cases: number;
  n_controls: number;
}
interface Comparison {
  statistic: number;
  p: number;
  est: [number, number];
  ci: [number, number];
}
interface ProcFile {
  s100b: Marker;
  wfns: Marker;
  ndka: Marker;
  paired: Record<string, Comparison>;
  cov: Record<string, number>;
  unpaired_s100b_male_vs_female: {
    statistic: number;
    p: number;
    est: [number, number];
    df: number;
    male_auc: number;
    female_auc: number;
    var_male: number;
    var_female: number;
  };
  edge: {
    all_tied: { auc: number; var: number };
    perfect: { auc: number; var: number; ci: number[] };
    inverted: { auc: number };
    single_case: { auc: number };
    identical_models: { statistic: number; p: number; est: number[]; ci: number[] };
  };
}
interface SklearnRoc {
  fpr: number[];
  tpr: number[];
  thresholds: number[];
  auc: number;
  youden_first_max: { threshold: number; sens: number; spec: number; J: number; n_ties_at_max: number };
}
interface CountsRow {
  metric: string;
  x: number;
  n: number;
  value: number;
  wilson: [number, number];
  clopper_pearson: [number, number];
}
interface SklearnFile {
  sklearn_roc: Record<string, SklearnRoc>;
  counts_ci: { set: string; tp?: number; fn?: number; tn?: number; fp?: number; rows: CountsRow[] }[];
}
interface Asah {
  outcome: number[];
  gender: string[];
  wfns: number[];
  s100b: number[];
  ndka: number[];
}

const EXACT = { mixed: 1e-12 };
const MARKERS = ['s100b', 'wfns', 'ndka'] as const;

describe.each(SOURCES)('ROC and DeLong against pROC and scikit-learn: $name', ({ golden }) => {
  const data = golden<Asah>('inputs/aSAH.json');
  const file = golden<ProcFile>('05_roc_delong.json');
  const sklearn = golden<SklearnFile>('05b_roc_sklearn_ci.json');
  const y = data.outcome;

  it.each(MARKERS)('%s', (marker) => {
    const wanted = file[marker];
    const scores = data[marker];
    const area = aucWithInterval(scores, y);
    expectClose(area.auc, wanted.auc, EXACT, 'auc');
    expectClose(area.variance, wanted.var_delong, EXACT, 'variance');
    expectClose(Math.sqrt(area.variance), wanted.se, EXACT, 'se');
    expectClose(area.interval, [wanted.ci_lo, wanted.ci_hi], EXACT, 'interval');
    const curve = rocCurve(scores, y);
    expect([curve.positives, curve.negatives]).toEqual([wanted.n_cases, wanted.n_controls]);
    expect(wanted.direction).toBe('<');

    // pROC cuts between the observed values, from the lowest up; we cut at them, from the highest down.
    const ascending = <T>(values: T[]) => values.toReversed();
    expectClose(ascending(curve.sensitivity), wanted.points.sensitivity, EXACT, 'sensitivity');
    expectClose(ascending(curve.specificity), wanted.points.specificity, EXACT, 'specificity');
    const between = ascending(curve.thresholds).map((t, k, all) => (k === 0 ? -Infinity : (all[k - 1] + t) / 2));
    expectClose(between.slice(0, -1), wanted.points.threshold.slice(0, -1), EXACT, 'threshold');
    expect(wanted.points.threshold.at(-1)).toBe(Infinity);

    const sk = sklearn.sklearn_roc[marker];
    expectClose(curve.sensitivity, sk.tpr, EXACT, 'tpr');
    expectClose(
      curve.specificity.map((s) => 1 - s),
      sk.fpr,
      EXACT,
      'fpr',
    );
    expectClose(curve.thresholds, sk.thresholds, EXACT, 'thresholds');
    expectClose(area.auc, sk.auc, EXACT, 'sklearn auc');
    const point = youdenPoint(curve);
    const { youden_first_max: first } = sk;
    expect(point.threshold).toBe(first.threshold);
    expectClose(
      [point.sensitivity, point.specificity, point.youden, point.ties],
      [first.sens, first.spec, first.J, first.n_ties_at_max],
      EXACT,
      'youden',
    );

    const confusion = confusionAt(scores, y, point.threshold);
    const at = (name: string) => wanted.youden[name][0];
    expectClose(between[ascending(curve.thresholds).indexOf(point.threshold)], at('threshold'), EXACT, 'threshold');
    expectClose(confusion.sensitivity.value, at('sensitivity'), EXACT, 'sensitivity');
    expectClose(confusion.specificity.value, at('specificity'), EXACT, 'specificity');
    expectClose(confusion.ppv.value, at('ppv'), EXACT, 'ppv');
    expectClose(confusion.npv.value, at('npv'), EXACT, 'npv');
    expectClose(confusion.accuracy.value, at('accuracy'), EXACT, 'accuracy');
    expect([
      confusion.truePositives,
      confusion.trueNegatives,
      confusion.falsePositives,
      confusion.falseNegatives,
    ]).toEqual([at('tp'), at('tn'), at('fp'), at('fn')]);
    // pROC's "youden" is sensitivity + specificity.
    expectClose(point.youden + 1, at('youden'), EXACT, 'youden');
    const corner = topLeftPoint(curve);
    expectClose(
      [between[ascending(curve.thresholds).indexOf(corner.threshold)], corner.sensitivity, corner.specificity],
      [wanted.topleft.threshold[0], wanted.topleft.sensitivity[0], wanted.topleft.specificity[0]],
      EXACT,
      'top left',
    );
    const sure = fixedSensitivityPoint(curve, 0.9);
    expect(sure.sensitivity).toBeGreaterThanOrEqual(0.9);
    const higher = curve.thresholds.filter((t) => t > sure.threshold);
    expect(higher.every((t) => (confusionAt(scores, y, t).sensitivity.value ?? 0) < 0.9)).toBe(true);
  });

  it('compares paired curves', () => {
    const areas = delong(
      MARKERS.map((marker) => data[marker]),
      y,
    );
    for (const [pair, wanted] of Object.entries(file.paired)) {
      const [a, b] = pair.split('_').map((marker) => MARKERS.indexOf(marker as (typeof MARKERS)[number]));
      const got = comparePaired(areas, a, b);
      expectClose([areas.auc[a], areas.auc[b]], wanted.est, EXACT, 'est');
      expectClose([got.statistic, got.p], [wanted.statistic, wanted.p], EXACT, pair);
      expectClose(got.interval, wanted.ci, EXACT, `${pair} ci`);
      expectClose(areas.covariance[a][b], file.cov[pair], EXACT, `${pair} cov`);
    }
    const twice = comparePaired(delong([data.s100b, data.s100b], y), 0, 1);
    const identical = file.edge.identical_models;
    expect([twice.statistic, twice.p, twice.interval]).toEqual([identical.statistic, identical.p, identical.ci]);
    expectClose(delong([data.s100b], y).auc[0], identical.est[0], EXACT, 'est');
  });

  it('compares unpaired curves', () => {
    const wanted = file.unpaired_s100b_male_vs_female;
    const of = (gender: string) => {
      const rows = y.map((_, i) => i).filter((i) => data.gender[i] === gender);
      const outcome = rows.map((i) => y[i]);
      return {
        auc: aucWithInterval(
          rows.map((i) => data.s100b[i]),
          outcome,
        ),
        n: rows.length,
      };
    };
    const male = of('Male');
    const female = of('Female');
    expectClose([male.auc.auc, female.auc.auc], [wanted.male_auc, wanted.female_auc], EXACT, 'areas');
    expectClose([male.auc.auc, female.auc.auc], wanted.est, EXACT, 'est');
    expectClose([male.auc.variance, female.auc.variance], [wanted.var_male, wanted.var_female], EXACT, 'variances');
    const got = compareUnpaired(male, female);
    expectClose([got.statistic, got.df, got.p], [wanted.statistic, wanted.df, wanted.p], EXACT, 'test');
  });

  it('edge cases: ties, perfection, inversion, one case, one class, NaN', () => {
    const { edge } = file;
    const tied = aucWithInterval([1, 1, 1, 1], [0, 0, 1, 1]);
    expect([tied.auc, tied.variance]).toEqual([edge.all_tied.auc, edge.all_tied.var]);
    const perfect = aucWithInterval([1, 2, 3, 4], [0, 0, 1, 1]);
    expect([perfect.auc, perfect.variance]).toEqual([edge.perfect.auc, edge.perfect.var]);
    expect(perfect.interval).toEqual([edge.perfect.ci[0], edge.perfect.ci[2]]);
    expect(aucWithInterval([4, 3, 2, 1], [0, 0, 1, 1]).auc).toBe(edge.inverted.auc);
    const single = aucWithInterval([1, 3, 2, 2.5], [0, 0, 0, 1]);
    expectClose(single.auc, edge.single_case.auc, EXACT, 'single case');
    expect(single.variance).toBeNaN();
    expect(() => aucWithInterval([1, 2, 3], [1, 1, 1])).toThrow(SingleClass);
    expect(() => rocCurve([1, 2, 3], [0, 0, 0])).toThrow(SingleClass);
    // Dropping rows silently, as pROC does, would hide them.
    expect(() => aucWithInterval([1, Number.NaN, 3], [0, 0, 1])).toThrow(InvalidTable);
    expect(() => rocCurve([1, Number.NaN, 3], [0, 0, 1])).toThrow(InvalidTable);
  });

  it('intervals of proportions', () => {
    for (const { tp, fn, tn, fp, rows } of sklearn.counts_ci) {
      for (const row of rows) {
        const all = confusionOf(tp ?? row.x, fn ?? row.n - row.x, tn ?? 0, fp ?? 0);
        const key = row.metric as 'sensitivity';
        const got = all[key] ?? all.sensitivity;
        expect([got.count, got.of]).toEqual([row.x, row.n]);
        expectClose(got.value, row.value, EXACT, `${row.metric} value`);
        expectClose(got.wilson, row.wilson, EXACT, `${row.metric} wilson`);
        expectClose(got.clopperPearson, row.clopper_pearson, EXACT, `${row.metric} clopper-pearson`);
      }
    }
  });
});

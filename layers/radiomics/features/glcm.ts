/** Features of co-occurrence matrices; test/layers/radiomics/features/glcm.test.ts has their formulas as in the text book. */
import type { Vector3 } from '@radscore/imaging';
import { exp, log2 } from '@radscore/imaging/elementary';
import { addPairs, PairCounter, type PairList } from '../matrices/glcm.ts';
import { type LevelGrid, stepOffset } from '../matrices/level-grid.ts';
import type { Workspace } from '../memory/workspace.ts';
import { directions, type NeighbourRule, stepLength, type WeightingNorm } from '../roi/neighbours.ts';
import { EPSILON, entropy, logarithmsOf } from './entropy.ts';
import { maximalCorrelation } from './maximal-correlation.ts';
import { meanOverAngles } from './mean-over-angles.ts';
import type { FeatureValues } from './values.ts';

export interface GlcmSettings extends NeighbourRule {
  readonly symmetrical: boolean;
  readonly weightingNorm: WeightingNorm | null;
}

const NAMES = [
  'Autocorrelation',
  'ClusterProminence',
  'ClusterShade',
  'ClusterTendency',
  'Contrast',
  'Correlation',
  'DifferenceAverage',
  'DifferenceEntropy',
  'DifferenceVariance',
  'Id',
  'Idm',
  'Idmn',
  'Idn',
  'Imc1',
  'Imc2',
  'InverseVariance',
  'JointAverage',
  'JointEnergy',
  'JointEntropy',
  'MCC',
  'MaximumProbability',
  'SumAverage',
  'SumEntropy',
  'SumSquares',
] as const;

/**
 * PyRadiomics' co-occurrence features: one matrix per direction, features averaged over the directions that have pairs;
 * with a weighting norm, one matrix in which a direction weighs exp(-length²).
 */
export function glcmFeatures(grid: LevelGrid, settings: GlcmSettings): FeatureValues {
  const counter = new PairCounter(grid);
  const angles = directions(grid.extent, settings);
  const count = (angle: Vector3): PairList => counter.count(stepOffset(grid.box, angle), settings.symmetrical);
  const { present, workspace } = grid;
  const featuresOf = (list: PairList): FeatureValues[] =>
    list.length > 0 ? [coOccurrenceFeatures(list, present, workspace)] : [];
  if (settings.weightingNorm === null) {
    const perAngle = angles.flatMap((angle) => workspace.within(() => featuresOf(count(angle))));
    const means = meanOverAngles(NAMES, perAngle);
    // PyRadiomics calls a region of one grey level 1 before it looks at pairs, unless its only direction has none.
    const isFlat = present.length === 1 && perAngle.length === 0 && angles.length > 1;
    return isFlat ? { ...means, MCC: 1 } : means;
  }
  const norm = settings.weightingNorm;
  const weights = angles.map((angle) =>
    norm === 'no_weighting' ? 1 : exp(-(stepLength(angle, grid.spacing, norm) ** 2)),
  );
  return meanOverAngles(NAMES, featuresOf(addPairs(angles.map(count), weights, present.length, workspace)));
}

/** Features of one matrix. Sums over k = i + j and k = |i - j| are taken from the two diagonal distributions. */
export function coOccurrenceFeatures(
  list: PairList,
  present: Int32Array,
  workspace: Workspace,
): Record<(typeof NAMES)[number], number> {
  const levels = present.length;
  const highest = present[levels - 1];
  const { row, column, mirrored } = list;
  const p = workspace.f64(list.length);
  const px = workspace.f64(levels);
  const py = mirrored ? px : workspace.f64(levels);
  const sums = workspace.f64(2 * highest + 1);
  const differences = workspace.f64(highest);
  let total = 0;
  for (let k = 0; k < p.length; k++) total += mirrored && row[k] !== column[k] ? 2 * list.count[k] : list.count[k];

  let ux = 0;
  let uy = 0;
  let autocorrelation = 0;
  let energy = 0;
  let largest = 0;
  for (let k = 0; k < p.length; k++) {
    const q = list.count[k] / total;
    const i = present[row[k]];
    const j = present[column[k]];
    p[k] = q;
    px[row[k]] += q;
    // With its mirror image, where the list leaves that out.
    const both = mirrored && i !== j ? 2 * q : q;
    if (!mirrored || i !== j) py[column[k]] += q;
    sums[i + j] += both;
    differences[Math.abs(i - j)] += both;
    ux += i * q;
    uy += j * q;
    autocorrelation += i * j * both;
    energy += both * q;
    if (q > largest) largest = q;
  }
  if (mirrored) {
    // Cells above the diagonal have been counted as rows in one sum, as columns in the other.
    ux = 0;
    for (let k = 0; k < levels; k++) ux += present[k] * px[k];
    uy = ux;
  }

  // log2(px·py + ε) by its factors, ε to first order, as in productEntropy: a logarithm for each level, not for each cell.
  const logarithm = logarithmsOf(total, workspace);
  const logX = workspace.f64(levels);
  const logY = mirrored ? logX : workspace.f64(levels);
  const perX = workspace.f64(levels);
  for (let k = 0; k < levels; k++) {
    logX[k] = log2(px[k]);
    if (!mirrored) logY[k] = log2(py[k]);
    perX[k] = EPSILON / Math.LN2 / px[k];
  }
  // A single cell has no information about the other, to the last bit.
  const isSingle = list.length === 1 && (!mirrored || row[0] === column[0]);
  let [varianceX, varianceY, covariance, HXY, HXY1] = [0, 0, 0, 0, 0];
  for (let k = 0; k < p.length; k++) {
    const dx = present[row[k]] - ux;
    const dy = present[column[k]] - uy;
    const both = mirrored && row[k] !== column[k] ? 2 * p[k] : p[k];
    varianceX += both * (mirrored ? (dx * dx + dy * dy) / 2 : dx * dx);
    varianceY += both * dy * dy;
    covariance += both * dx * dy;
    const own = logarithm(list.count[k]);
    HXY -= both * own;
    HXY1 -= both * (isSingle ? own : logX[row[k]] + logY[column[k]] + perX[row[k]] / py[column[k]]);
  }
  if (mirrored) varianceY = varianceX;
  const deviations = Math.sqrt(varianceX) * Math.sqrt(varianceY);
  const HX = entropy(px);
  const HY = entropy(py);
  const HXY2 = productEntropy(px, py);

  let [sumAverage, tendency, shade, prominence] = [0, 0, 0, 0];
  for (let k = 2; k < sums.length; k++) {
    const q = sums[k];
    if (q === 0) continue;
    const d = k - ux - uy;
    sumAverage += k * q;
    tendency += q * d * d;
    shade += q * d * d * d;
    prominence += q * d * d * d * d;
  }

  let [differenceAverage, contrast, id, idm, idn, idmn, inverseVariance] = [0, 0, 0, 0, 0, 0, 0];
  for (let k = 0; k < differences.length; k++) {
    const q = differences[k];
    if (q === 0) continue;
    differenceAverage += k * q;
    contrast += k * k * q;
    id += q / (1 + k);
    idm += q / (1 + k * k);
    idn += q / (1 + k / highest);
    idmn += q / (1 + (k * k) / (highest * highest));
    if (k > 0) inverseVariance += q / (k * k);
  }
  let differenceVariance = 0;
  for (let k = 0; k < differences.length; k++) differenceVariance += differences[k] * (k - differenceAverage) ** 2;

  return {
    Autocorrelation: autocorrelation,
    ClusterProminence: prominence,
    ClusterShade: shade,
    ClusterTendency: tendency,
    Contrast: contrast,
    Correlation: deviations === 0 ? 1 : covariance / (deviations + EPSILON),
    DifferenceAverage: differenceAverage,
    DifferenceEntropy: entropy(differences),
    DifferenceVariance: differenceVariance,
    Id: id,
    Idm: idm,
    Idmn: idmn,
    Idn: idn,
    Imc1: Math.max(HX, HY) === 0 ? 0 : (HXY - HXY1) / Math.max(HX, HY),
    Imc2: HXY2 === HXY ? 0 : Math.sqrt(1 - exp(-2 * (HXY2 - HXY))),
    InverseVariance: inverseVariance,
    JointAverage: ux,
    JointEnergy: energy,
    JointEntropy: HXY,
    MCC: maximalCorrelation({ p, row, column, mirrored }, px, py, workspace),
    MaximumProbability: largest,
    SumAverage: sumAverage,
    SumEntropy: entropy(sums),
    SumSquares: varianceX,
  };
}

/**
 * -ΣΣ px·py·log2(px·py + ε) over the levels that occur. For more than a few levels the logarithm of the product is taken
 * apart, with ε to first order: what is left out is below ε²/(px·py).
 */
function productEntropy(px: Float64Array, py: Float64Array): number {
  let [sumX, sumY, countX, countY] = [0, 0, 0, 0];
  let [logX, logY] = [0, 0];
  for (let k = 0; k < px.length; k++) {
    if (px[k] !== 0) {
      sumX += px[k];
      logX += px[k] * log2(px[k]);
      countX++;
    }
    if (py[k] !== 0) {
      sumY += py[k];
      logY += py[k] * log2(py[k]);
      countY++;
    }
  }
  return -(sumY * logX + sumX * logY + (countX * countY * EPSILON) / Math.LN2);
}

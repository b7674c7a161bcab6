/** The numbers of two versions next to each other, with what may be said of each difference. */
import type { Comparison } from '../line/line-types.ts';
import { type BenefitAt, benefitAt, type Curves } from './overlays.ts';
import { nearerSlope, type SlopeVerdict, type Verdict, verdictOf } from './verdict.ts';

type Pair = readonly [number, number] | null;

/** One row of the table of numbers; the texts are the view's. */
export type ComparedRow =
  | {
      readonly what: 'auc';
      readonly values: readonly (readonly [number | null, Pair])[];
      readonly difference: { readonly value: number; readonly interval: Pair } | null;
      readonly verdict: Verdict;
    }
  | {
      readonly what: 'slope';
      readonly values: readonly (readonly [number | null, Pair])[];
      readonly verdict: SlopeVerdict;
      /** Whether their intervals lie apart: else nearer is not proven. */
      readonly areApart: boolean;
    }
  | { readonly what: 'brier'; readonly values: readonly (number | null)[]; readonly difference: number | null }
  | {
      readonly what: 'benefit';
      readonly threshold: number;
      readonly values: readonly (BenefitAt | null)[];
      readonly difference: number | null;
      readonly treatAll: number | null;
    };

/**
 * The rows of the table. The areas are those of the comparison on the same rows if there is one; everything else is of each
 * version's own rows on that side.
 */
export function comparedRows(
  [first, second]: readonly [Curves, Curves],
  comparison: Comparison | undefined,
  threshold: number | undefined,
): ComparedRow[] {
  const both = [first, second];
  const areas: [number | null, Pair][] =
    comparison && first.rows === 'test'
      ? comparison.versions.map(({ auc, ci }): [number | null, Pair] => [auc, pairOf(ci)])
      : both.map(({ auc, interval }): [number | null, Pair] => [auc, interval]);
  const difference =
    comparison?.difference && first.rows === 'test'
      ? { value: comparison.difference.auc, interval: pairOf(comparison.difference.ci) }
      : null;
  const rows: ComparedRow[] = [
    { what: 'auc', values: areas, difference, verdict: verdictOf(difference) },
    {
      what: 'slope',
      values: both.map(({ calibration }): [number | null, Pair] => [calibration.slope, calibration.slopeInterval]),
      verdict: nearerSlope(first.calibration.slope, second.calibration.slope),
      areApart: areApart(first.calibration.slopeInterval, second.calibration.slopeInterval),
    },
  ];
  const briers = both.map(({ calibration }) => calibration.brier);
  if (briers.some((one) => one !== null)) {
    rows.push({ what: 'brier', values: briers, difference: minus(briers[0], briers[1]) });
  }
  if (threshold !== undefined) {
    const values = both.map(({ decision }) => (decision ? benefitAt(decision, threshold) : null));
    if (values.some((one) => one !== null)) {
      const [one, other] = values.map((value) => value?.model ?? null);
      const isSame = values[0]?.threshold === values[1]?.threshold;
      const treatAll = values.find((value) => value !== null)?.all ?? null;
      rows.push({ what: 'benefit', threshold, values, difference: isSame ? minus(one, other) : null, treatAll });
    }
  }
  return rows;
}

function pairOf(pair: readonly (number | null)[]): Pair {
  const [low, high] = pair;
  return typeof low === 'number' && typeof high === 'number' ? [low, high] : null;
}

function areApart(one: Pair, other: Pair): boolean {
  return one !== null && other !== null && (one[1] < other[0] || other[1] < one[0]);
}

function minus(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other;
}

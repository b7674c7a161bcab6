/** What a reader can work out of single patients from what is published of a version: the attacks of the recovery test. */
import type { Evaluation } from '@radscore/statistics';

/** An evaluation of either audience; what is not there is not read. */
export interface PlainEvaluation {
  readonly train?: PlainSet | null;
  readonly test?: PlainSet | null;
}

export interface PlainSet {
  readonly n?: number | null;
  readonly events?: number | null;
  readonly models?: Readonly<Record<string, PlainModel | undefined>>;
}

interface PlainModel {
  readonly decisionCurve?: { readonly thresholds: readonly number[]; readonly model: readonly (number | null)[] };
  readonly calibration?: {
    readonly groups?: readonly { readonly n: number; readonly observed: number | null }[];
    readonly hosmerLemeshow?: { readonly groups?: readonly { readonly n: number; readonly observed: number }[] };
  };
  readonly confusion?: Readonly<Record<string, unknown>>;
}

/** Rows of one outcome that are certain: all rows of a range, or rows that are so few that each stands out. */
export interface Claim {
  readonly by: string;
  readonly pcr: boolean;
  readonly count: number;
}

/** Fewer rows than these are single patients. */
const FEW = 5;

/** Counts that a published one may stand for: those within two of it if it is to the nearest five. */
function wholes(value: number, isRounded: boolean): number[] {
  return isRounded ? [-2, -1, 0, 1, 2].map((d) => value + d).filter((count) => count > 0) : [value];
}

/**
 * Net benefit tp/n − fp/n·t/(1 − t) at each threshold is an equation in two whole numbers, and both fall as the threshold
 * rises. Every whole solution is followed from threshold to threshold, for every size that a rounded count may stand for;
 * what all solutions agree on is certain.
 */
export function fromNetBenefit({ n, events, models = {} }: PlainSet): Claim[] {
  if (n == null || events == null) return [];
  return Object.entries(models).flatMap(([kind, model]) => {
    const { thresholds = [], model: values = [] } = model?.decisionCurve ?? {};
    if (thresholds.length === 0) return [];
    const isRounded = values.every((value) => Math.abs((value ?? 0.001) * 100 - Math.round((value ?? 0) * 100)) < 1e-9);
    const tolerance = isRounded ? 0.005 + 1e-12 : 1e-12;
    const found = Array.from({ length: thresholds.length + 1 }, () => new Map<string, readonly [number, number]>());
    for (const size of wholes(n, isRounded)) {
      for (const withOutcome of wholes(events, isRounded).filter((count) => count <= size)) {
        solutions(size, withOutcome, thresholds, values, tolerance).forEach((pairs, k) => {
          for (const pair of pairs) found[k].set(pair.join(), pair);
        });
      }
    }
    return found.flatMap((pairs) => certain([...pairs.values()], `net benefit of ${kind}`));
  });
}

type Point = readonly [tp: number, fp: number];

/** For each range between thresholds, the pairs of rows with and without the outcome that occur in a whole solution. */
function solutions(
  n: number,
  events: number,
  thresholds: readonly number[],
  values: readonly (number | null)[],
  tolerance: number,
): Point[][] {
  const levels: Point[][] = thresholds.map((t, k) => {
    const odds = t / (1 - t);
    return Array.from({ length: n - events + 1 }, (_, fp) => {
      const centre = n * (values[k] ?? 0) + fp * odds;
      const low = Math.max(0, Math.ceil(centre - n * tolerance - 1e-9));
      const high = Math.min(events, Math.floor(centre + n * tolerance + 1e-9));
      return Array.from({ length: Math.max(0, high - low + 1) }, (_, i): Point => [low + i, fp]);
    }).flat();
  });
  const follows = ([a, b]: Point, [c, d]: Point) => c <= a && d <= b;
  const all: Point[][] = [[[events, n - events]], ...levels, [[0, 0]]];
  for (let k = 1; k < all.length; k++)
    all[k] = all[k].filter((one) => all[k - 1].some((before) => follows(before, one)));
  for (let k = all.length - 2; k >= 0; k--)
    all[k] = all[k].filter((one) => all[k + 1].some((after) => follows(one, after)));
  return all
    .slice(1)
    .map((level, k) =>
      all[k].flatMap((before) =>
        level.filter((one) => follows(before, one)).map((one): Point => [before[0] - one[0], before[1] - one[1]]),
      ),
    );
}

/** What is certain of a range if its rows with and without the outcome are one of these pairs. */
function certain(pairs: readonly (readonly number[])[], by: string): Claim[] {
  if (pairs.length === 0) return [];
  const most = [0, 1].map((i) => Math.max(...pairs.map((pair) => pair[i])));
  const least = [0, 1].map((i) => Math.min(...pairs.map((pair) => pair[i])));
  return [0, 1].flatMap((i) => {
    const isPure = most[1 - i] === 0 && least[i] > 0;
    const isFew = most[0] + most[1] < FEW && least[i] > 0;
    return isPure || isFew ? [{ by, pcr: i === 0, count: least[i] }] : [];
  });
}

/** Groups of the calibration. */
export function fromGroups({ models = {} }: PlainSet): Claim[] {
  return Object.entries(models).flatMap(([kind, model]) => {
    const by = `calibration of ${kind}`;
    const exact = model?.calibration?.hosmerLemeshow?.groups ?? [];
    const rounded = model?.calibration?.groups ?? [];
    return [
      ...exact.flatMap(({ n, observed }) => certain([[observed, n - observed]], by)),
      ...rounded.flatMap(({ n, observed }) => {
        const pairs = wholes(n, true).flatMap((size) =>
          Array.from({ length: size + 1 }, (_, events) => [events, size - events]),
        );
        const fitting = pairs.filter(([e, o]) => Math.abs(e / (e + o) - (observed ?? 0)) <= 0.025 + 1e-9);
        return certain(fitting, by);
      }),
    ];
  });
}

/** Counts at the threshold: a cell with few rows is those rows. */
export function fromConfusion({ models = {} }: PlainSet): Claim[] {
  const cells = ['truePositives', 'falseNegatives', 'trueNegatives', 'falsePositives'] as const;
  return Object.entries(models).flatMap(([kind, model]) =>
    cells.flatMap((cell) => {
      const count = model?.confusion?.[cell];
      if (typeof count !== 'number' || count === 0 || count >= FEW) return [];
      return [{ by: `${cell} of ${kind}`, pcr: cell === 'truePositives' || cell === 'falseNegatives', count }];
    }),
  );
}

/** A ROC curve goes up by a row with the outcome and right by one without, in the order of the scores. */
export function fromRocPlot(svg: string, sets: readonly (PlainSet | null | undefined)[]): Claim[] {
  const side = 340;
  const paths = [...svg.matchAll(/<polyline points="([^"]+)"/g)].map(([, points]) =>
    points.split(' ').map((point) => point.split(',').map(Number)),
  );
  return paths.flatMap((points) => {
    // Which set a curve is of shows where it is drawn.
    const set = sets[points[0][0] < 66 + side + 60 ? 0 : 1];
    if (set?.n == null || set.events == null) return [];
    const [events, others] = [set.events, set.n - set.events];
    const isRounded = [set.n, set.events].every((count) => count % 5 === 0);
    const sizes = wholes(events, isRounded).flatMap((e) => wholes(others, isRounded).map((o) => [e, o] as const));
    return points.slice(1).flatMap(([x, y], k): Claim[] => {
      const [up, right] = [Math.abs(y - points[k][1]) / side, Math.abs(x - points[k][0]) / side];
      const isRow = (share: number, other: number, i: 0 | 1) =>
        other < 1e-4 && sizes.some((size) => Math.abs(share * size[i] - 1) < 0.02);
      if (isRow(up, right, 0)) return [{ by: 'ROC plot', pcr: true, count: 1 }];
      return isRow(right, up, 1) ? [{ by: 'ROC plot', pcr: false, count: 1 }] : [];
    });
  });
}

/** Strokes along the axis of the calibration plot: one for each prediction. */
export function fromRug(svg: string): number {
  return [...svg.matchAll(/stroke-width="0\.8"/g)].length;
}

/** Rows whose own score or probability stands in a text. */
export function fromExactNumbers(texts: readonly string[], { train, test }: Evaluation): string[] {
  const numbers = texts.flatMap((text) => [...text.matchAll(/-?\d+\.\d{5,}(?:e-?\d+)?/g)].map(([one]) => Number(one)));
  return [train, test].flatMap((set) =>
    Object.values(set?.scores ?? {}).flatMap((scores) =>
      (scores ?? []).flatMap((score, i) => {
        const own = [score, 1 / (1 + Math.exp(-score))];
        const isThere = own.some((value) => numbers.some((one) => Math.abs(one - value) <= 1e-9 * Math.abs(value)));
        return isThere ? [set?.ids[i] ?? ''] : [];
      }),
    ),
  );
}

/** Two versions of which the second is known to have one more study: its outcome, if the counts moved. */
export function fromDifference(before: PlainSet | null | undefined, after: PlainSet | null | undefined): Claim[] {
  if (before?.n == null || before.events == null || after?.n == null || after.events == null) return [];
  if (before.n === after.n && before.events === after.events) return [];
  return [{ by: 'difference of versions', pcr: after.events > before.events, count: 1 }];
}

/** Counts of outcomes in what is said of runs. */
export function fromReasons(text: string): Claim[] {
  return [...text.matchAll(/got (\d+) rows? with outcome ([01])/g)].map(([, count, outcome]) => ({
    by: 'reason of a run',
    pcr: outcome === '1',
    count: Number(count),
  }));
}

/** All attacks on an evaluation. */
export function claimsOf({ train, test }: PlainEvaluation): Claim[] {
  return [train, test].flatMap((set) =>
    set ? [...fromNetBenefit(set), ...fromGroups(set), ...fromConfusion(set)] : [],
  );
}

export function recovered(claims: readonly Claim[]): number {
  return claims.reduce((sum, { count }) => sum + count, 0);
}

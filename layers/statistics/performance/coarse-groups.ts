/** Performance as a reader may see it who must not learn of single patients: large mixed groups, rounded figures. */

/** Least number of rows between two borders that could separate groups. */
export const LEAST_ROWS = 5;

/** Least number of rows of each outcome in a group: a reader who knows two of them is certain of no other. */
export const LEAST_OF_EACH = 3;

/** Rows of one range of predicted probabilities; all figures are rounded. */
export interface CoarseGroup {
  /** The range, `from` included, `to` excluded. */
  readonly from: number;
  readonly to: number;
  /** To the nearest five. */
  readonly n: number;
  /** Mean predicted probability, to 0.05. */
  readonly predicted: number;
  /** Share of rows with the outcome, to 0.05. */
  readonly observed: number;
}

/** What a set of rows comes to in groups. Plain JSON. */
export interface CoarsePerformance {
  readonly groups: CoarseGroup[];
  /** Borders between groups: the only thresholds at which anything is shown. */
  readonly thresholds: number[];
  /** Net benefit of the model and of treating all at each threshold, to 0.01. */
  readonly netBenefit: number[];
  readonly treatAll: number[];
  /** At each threshold, to 0.05. */
  readonly sensitivity: number[];
  readonly specificity: number[];
}

/** Rows of one range: exact, and never shown. */
interface Cell {
  readonly from: number;
  to: number;
  events: number;
  others: number;
  sum: number;
}

/**
 * Groups over the predicted probability. Tenths of it are joined from below to blocks of at least {@link LEAST_ROWS} rows,
 * and blocks to groups of at least {@link LEAST_OF_EACH} rows of each outcome. All figures follow from the counts of these
 * groups, so that even their exact values would single nobody out: each row shares its group with rows of both outcomes.
 * Where a group ends depends on outcomes too, but only on those of a whole block.
 *
 * @param y outcome per row, 0 or 1
 * @returns null if the rows do not make one such group
 *
 * @example
 * ```ts
 * import { coarsePerformance } from '@radscore/statistics';
 * const p = Array.from({ length: 40 }, (_, i) => (i + 0.5) / 40);
 * const y = p.map((_, i) => ((i % 3 === 0) === i < 20 ? 1 : 0));
 * coarsePerformance(p, y)?.thresholds; // → [ 0.2, 0.4, 0.6, 0.8 ]
 * ```
 */
export function coarsePerformance(probabilities: ArrayLike<number>, y: ArrayLike<number>): CoarsePerformance | null {
  const cells = joined(joined(tenths(probabilities, y), isBlock), isMixed);
  if (cells.some((cell) => !isMixed(cell))) return null;
  const n = y.length;
  const events = cells.reduce((sum, cell) => sum + cell.events, 0);
  const shown: Omit<CoarsePerformance, 'groups'> = {
    thresholds: [],
    netBenefit: [],
    treatAll: [],
    sensitivity: [],
    specificity: [],
  };
  cells.slice(1).forEach(({ from }, k) => {
    const above = cells.slice(k + 1);
    const truePositives = above.reduce((sum, cell) => sum + cell.events, 0);
    const falsePositives = above.reduce((sum, cell) => sum + cell.others, 0);
    const odds = from / (1 - from);
    shown.thresholds.push(from);
    shown.netBenefit.push(rounded(truePositives / n - (falsePositives / n) * odds, 0.01));
    shown.treatAll.push(rounded(events / n - ((n - events) / n) * odds, 0.01));
    shown.sensitivity.push(rounded(truePositives / events, 0.05));
    shown.specificity.push(rounded(1 - falsePositives / (n - events), 0.05));
  });
  const groups = cells.map((cell) => {
    const size = cell.events + cell.others;
    return {
      from: cell.from,
      to: cell.to,
      n: rounded(size, 5),
      predicted: rounded(cell.sum / size, 0.05),
      observed: rounded(cell.events / size, 0.05),
    };
  });
  return { groups, ...shown };
}

/** The nearest multiple of a step, free of the rounding errors of its last digits. */
export function rounded(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12)) + 0;
}

function tenths(probabilities: ArrayLike<number>, y: ArrayLike<number>): Cell[] {
  const cells = Array.from({ length: 10 }, (_, k) => ({
    from: k / 10,
    to: (k + 1) / 10,
    events: 0,
    others: 0,
    sum: 0,
  }));
  for (let i = 0; i < y.length; i++) {
    const p = probabilities[i];
    // A row is positive at a threshold if its probability is at least that, so a border belongs to the group above.
    const cell = cells.findLast(({ from }) => p >= from) ?? cells[0];
    if (y[i] === 1) cell.events++;
    else cell.others++;
    cell.sum += p;
  }
  return cells;
}

function isBlock({ events, others }: Cell): boolean {
  return events + others >= LEAST_ROWS;
}

function isMixed({ events, others }: Cell): boolean {
  return events >= LEAST_OF_EACH && others >= LEAST_OF_EACH;
}

/** A group is closed as soon as it is complete; what is left over at the top joins the last. */
function joined(cells: readonly Cell[], isComplete: (group: Cell) => boolean): Cell[] {
  const groups: Cell[] = [];
  for (const cell of cells) {
    const open = groups.at(-1);
    if (!open || isComplete(open)) groups.push({ ...cell });
    else add(open, cell);
  }
  const last = groups.at(-1);
  if (last && groups.length > 1 && !isComplete(last)) add(groups[groups.length - 2], groups.pop() ?? last);
  return groups;
}

function add(group: Cell, next: Cell): void {
  group.to = next.to;
  group.events += next.events;
  group.others += next.others;
  group.sum += next.sum;
}

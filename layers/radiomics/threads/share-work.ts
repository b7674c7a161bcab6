/** Shares image types out to threads, so that all end at about the same time. */
/** What a block costs, measured; a sub-band of a wavelet is 1. */
const COSTS = [
  { begins: 'wavelet', cost: 1 },
  { begins: 'log-', cost: 2.05 },
  { begins: 'lbp-3D', cost: 5 },
  { begins: 'shape', cost: 0.8 },
  { begins: '', cost: 1.2 },
] as const;

/** What a block costs, by its name. */
export function costOf(name: string): number {
  return COSTS[kindOf(name)].cost;
}

function kindOf(name: string): number {
  return COSTS.findIndex(({ begins }) => name.startsWith(begins));
}

/** What another thread loses before it begins: the image is on its way to it. */
export const COST_OF_SENDING = 0.2;

/** Blocks of about the same cost, in an order in which neighbours go well together: sub-bands that begin alike are filtered together. */
interface Kind {
  readonly cost: number;
  readonly names: readonly string[];
}

/**
 * Names of blocks over a number of threads, so that all are done at about the same time; the first begins at once.
 *
 * @param names as `featureNames` gives them
 */
export function share(names: readonly string[], threads: number): string[][] {
  const kinds = COSTS.map(({ cost }, kind) => ({
    cost,
    names: names.filter((name) => kindOf(name) === kind).toSorted(),
  }));
  return shareKinds(kinds, threads, COST_OF_SENDING);
}

/** The first thread gets what comes nearest to its part of the whole, and the others share the rest alike. */
function shareKinds(kinds: readonly Kind[], threads: number, headStart: number): string[][] {
  if (threads === 1) return [kinds.flatMap((kind) => kind.names)];
  const whole = kinds.reduce((sum, { cost, names }) => sum + cost * names.length, 0);
  const part = (whole + (threads - 1) * headStart) / threads;
  const counts = nearest(kinds, part);
  const own = kinds.flatMap(({ names }, kind) => names.slice(0, counts[kind]));
  const rest = kinds.map(({ cost, names }, kind) => ({ cost, names: names.slice(counts[kind]) }));
  return [own, ...shareKinds(rest, threads - 1, 0)];
}

/** How many of each kind cost together about so much. */
function nearest([kind, ...others]: readonly Kind[], wanted: number): number[] {
  if (!kind) return [];
  let best: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count <= kind.names.length; count++) {
    const left = wanted - count * kind.cost;
    const rest = nearest(others, left);
    const off = Math.abs(left - others.reduce((sum, { cost }, k) => sum + cost * rest[k], 0));
    if (off < least) [best, least] = [[count, ...rest], off];
  }
  return best;
}

/** Rows that belong together: lesions or studies of one patient. */

/** The rows of each cluster, clusters in the order of their first rows; without names every row is one by itself. */
export function clustersOf(names: readonly string[] | null | undefined, n: number): number[][] {
  if (!names) return Array.from({ length: n }, (_, i) => [i]);
  const clusters = new Map<string, number[]>();
  names.forEach((name, i) => {
    const members = clusters.get(name);
    if (members) members.push(i);
    else clusters.set(name, [i]);
  });
  return [...clusters.values()];
}

/** Clusters with at least one row of each outcome. A cluster of both counts twice. */
export function clustersByOutcome(names: readonly string[] | null | undefined, y: ArrayLike<number>): [number, number] {
  const clusters = clustersOf(names, y.length);
  const having = (outcome: number) => clusters.filter((rows) => rows.some((i) => y[i] === outcome)).length;
  return [having(0), having(1)];
}

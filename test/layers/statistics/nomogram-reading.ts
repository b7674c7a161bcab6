/** Reads values off a drawn nomogram, as an eye does. */

/** Strokes of the printed nomogram by axis: where they stand, and for which value. */
export function readAxes(svg: string): Map<string, { value: number; at: number }[]> {
  const axes = new Map<string, { value: number; at: number }[]>();
  for (const [, x, axis, value] of svg.matchAll(/<line x1="([^"]+)"[^>]*data-axis="([^"]+)" data-value="([^"]+)"/g)) {
    const ticks = axes.get(axis) ?? [];
    ticks.push({ value: Number(value), at: Number(x) });
    axes.set(axis, ticks);
  }
  return axes;
}

/** Reads along a scale as an eye does: in a straight line between (or on beyond) the nearest two strokes. */
export function readOff<K extends 'value' | 'at'>(ticks: { value: number; at: number }[], from: K, x: number): number {
  const to = from === 'value' ? 'at' : 'value';
  const sorted = ticks.toSorted((a, b) => a[from] - b[from]);
  let k = sorted.findIndex((tick) => tick[from] >= x);
  if (k < 0) k = sorted.length - 1;
  if (sorted[k][from] === x) return sorted[k][to];
  const [a, b] = [sorted[Math.max(0, k - 1)], sorted[Math.max(1, k)]];
  return a[to] + ((x - a[from]) / (b[from] - a[from])) * (b[to] - a[to]);
}

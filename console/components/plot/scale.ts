/** Scales of plots: from values to places on the axis, and round numbers to write at it. */

/** Where a value lies, in units of the drawing. */
export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
}

/**
 * A linear scale.
 *
 * @throws RangeError for a domain of one point, on which nothing can be placed
 */
export function linear(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  if (!(high > low || high < low)) {
    throw new RangeError(`got a domain from ${low} to ${high}; wanted two different ends. Widen it first.`);
  }
  const place = (value: number): number => range[0] + ((value - low) / (high - low)) * (range[1] - range[0]);
  return Object.assign(place, { domain, range });
}

/**
 * Round numbers within a domain: steps of 1, 2 or 5 times a power of ten, about as many as asked for.
 *
 * @returns ascending; without the rounding errors of repeated addition
 */
export function ticksOf(low: number, high: number, about = 5): number[] {
  if (!(high > low) || !Number.isFinite(high - low)) return [];
  const rough = (high - low) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const [step] = [1, 2, 5, 10]
    .map((factor) => factor * power)
    .sort((a, b) => Math.abs((high - low) / a - about) - Math.abs((high - low) / b - about) || b - a);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/** Decimals by which neighbouring ticks differ: 1 for 0, 0.2, 0.4. */
export function decimalsOf(ticks: readonly number[]): number {
  for (let digits = 0; digits < 6; digits++) {
    if (ticks.every((tick) => Math.abs(Number(tick.toFixed(digits)) - tick) < 1e-9)) return digits;
  }
  return 6;
}

/** The smallest domain of round ends that holds every finite value, and 5 % of room if an end would touch the frame. */
export function domainOf(
  values: readonly (number | null | undefined)[],
  least?: readonly [number, number],
): [number, number] {
  const known = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const all = [...known, ...(least ?? [])];
  if (all.length === 0) return [0, 1];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (low === high) return [low - 0.5, high + 0.5];
  const room = 0.05 * (high - low);
  const isEnd = (value: number): boolean => least?.includes(value) === true;
  return [isEnd(low) ? low : low - room, isEnd(high) ? high : high + room];
}

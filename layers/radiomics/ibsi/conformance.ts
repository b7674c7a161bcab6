/** Runs the engine on the IBSI phantom and compares with the consensus values. */
import { ibsiConfiguration } from './configuration.ts';
import { extractIbsi } from './extract-ibsi.ts';
import { PHANTOM_REFERENCE } from './phantom.generated.ts';
import { digitalPhantom } from './phantom.ts';

export interface ConformanceRow {
  readonly tag: string;
  readonly got: number;
  readonly wanted: number;
  readonly tolerance: number;
  readonly passed: boolean;
}

/** This engine, here and now, on the IBSI-1 digital phantom: each value against the consensus. */
export function conformance(): ConformanceRow[] {
  const { image, mask } = digitalPhantom();
  const features = extractIbsi(image, mask, ibsiConfiguration('phantom'));
  return Object.entries(PHANTOM_REFERENCE).map(([tag, [wanted, tolerance]]) => ({
    tag,
    got: features[tag],
    wanted,
    tolerance,
    passed: agrees(features[tag], wanted, tolerance),
  }));
}

/** Consensus values are printed to three significant digits: half of the last one is rounding, not disagreement. */
export function agrees(got: number, wanted: number, tolerance: number): boolean {
  const digit = wanted === 0 ? 0 : 10 ** (Math.floor(Math.log10(Math.abs(wanted))) - 2);
  return Math.abs(got - wanted) <= tolerance + digit / 2 + 1e-12;
}

/** The table of gates: one row a gate, one column a version. */
import type { GateResult, Version } from '../line/line-types.ts';

/** The order in which gates are judged; what is not in it comes last. */
export const GATES = [
  'events-per-coefficient',
  'auc-in-test',
  'auc-in-validation',
  'calibration-slope',
  'calibration-in-the-large',
  'net-benefit',
  'not-worse-than-champion',
  'institutions-gap',
  'new-events',
] as const;
export type GateName = (typeof GATES)[number];

/** What one version reached at one gate. */
export interface GateCell {
  readonly version: number;
  /** Undefined if the version was not judged by this gate. */
  readonly result?: GateResult;
  readonly verdict: 'passed' | 'refused' | 'not-measured' | 'not-judged';
  /** Whether the figures are shown to the caller: to participants. */
  readonly hasFigures: boolean;
}

export interface GateRow {
  readonly gate: string;
  /** What is wanted, if it is the same for every version; else each cell says it. */
  readonly wanted?: string;
  readonly cells: readonly GateCell[];
}

/** Rows of the gates by which any of the versions was judged, in the order of judging. */
export function gateRows(versions: readonly Version[]): GateRow[] {
  const judged = new Map(versions.map((one) => [one.version, one.status.judgement?.gates ?? []]));
  const names = [...new Set([...judged.values()].flat().map(({ gate }) => gate))];
  const place = (gate: string): number => {
    const k = (GATES as readonly string[]).indexOf(gate);
    return k < 0 ? GATES.length : k;
  };
  return names
    .sort((a, b) => place(a) - place(b))
    .map((gate) => {
      const cells = versions.map(({ version, audience }): GateCell => {
        const result = judged.get(version)?.find((one) => one.gate === gate);
        return { version, result, verdict: verdictOf(result), hasFigures: audience === 'participant' };
      });
      const wanted = new Set(cells.flatMap(({ result, hasFigures }) => (result && hasFigures ? [result.wanted] : [])));
      return { gate, cells, ...(wanted.size === 1 && { wanted: [...wanted][0] }) };
    });
}

function verdictOf(result: GateResult | undefined): GateCell['verdict'] {
  if (!result) return 'not-judged';
  if (result.refuses) return 'refused';
  return result.passed === null ? 'not-measured' : 'passed';
}

/** What all gates say together. */
export function together(version: Version): 'passed' | 'refused' | 'not-judged' {
  const { judgement } = version.status;
  return judgement ? (judgement.passed ? 'passed' : 'refused') : 'not-judged';
}

/** The gates of several versions as CSV: numbers and words as the API has them. */
export function gatesCsv(versions: readonly Version[]): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = gateRows(versions).flatMap(({ gate, cells }) =>
    cells.flatMap(({ version, result, verdict }) =>
      result ? [[gate, String(version), verdict, quoted(result.got), quoted(result.wanted)].join(',')] : [],
    ),
  );
  return `${['gate,version,verdict,got,wanted', ...rows].join('\n')}\n`;
}

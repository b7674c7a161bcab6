/** The stored run: what docs/engines/engines.json holds, and all that the page and the summary are written from. */

/** What can be said of one engine's feature, or of one case. */
export const VERDICTS = {
  equal: 'the same value: within a relative 1e-9 of PyRadiomics, or within the tolerance of the IBSI',
  definition: 'another value by definition: the definition is named, and a computation gives the value',
  known: 'another value, cause known: a computation gives the value, or the values of the same engine show the cause',
  unknown: 'another value, cause unknown',
  'not offered': 'the engine does not offer it, by its documentation',
  refused: 'the engine refused with an exception',
  crashed: 'the process ended, or gave no answer in the limit of time',
} as const;
export type Verdict = keyof typeof VERDICTS;

/** One cell of a table: a verdict and, where there is more to say, the index of a note. */
export interface Cell {
  readonly verdict: Verdict;
  readonly note?: string;
}

export interface EngineRecord {
  readonly id: string;
  readonly package: string | null;
  readonly source: string;
  readonly follows: string;
  readonly configuration: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Why it did not run; null if it did. */
  readonly missing: string | null;
}

export interface FeatureRow {
  readonly featureClass: string;
  readonly name: string;
  readonly tag: string | null;
  /** How IBSI's definition differs from PyRadiomics', by the catalogue; empty if it does not. */
  readonly difference: string;
  readonly cells: Readonly<Record<string, Cell>>;
}

/** IBSI-1: how many of the consensus values of a configuration an engine gives. */
export interface IbsiCount {
  readonly agree: number;
  readonly apart: number;
  /** Features without a value; processing diagnostics are counted apart. */
  readonly features: number;
  readonly diagnostics: number;
  readonly state: string | null;
}

export interface IbsiApart {
  readonly engine: string;
  readonly configuration: string;
  readonly tag: string;
  readonly got: number | string;
  readonly wanted: number;
  readonly tolerance: number;
  readonly verdict: Verdict;
  readonly note: string;
}

/** A golden setting on one image. */
export interface SettingRow {
  readonly setting: string;
  readonly image: string;
  readonly values: number;
  /** Values within 1e-9; values apart; values that are absent; or why there are none. */
  readonly counts: Readonly<Record<string, readonly [number, number, number] | string>>;
}

export interface CaseRow {
  readonly name: string;
  /** What the case asks. */
  readonly about: string;
  readonly cells: Readonly<Record<string, { readonly state: string; readonly text: string }>>;
}

export interface TimingRow {
  readonly engine: string;
  readonly image: string;
  readonly values: number;
  /** Seconds from the start of the process to the first answer. */
  readonly cold: number;
  /** Least and median of the later answers, wall seconds; and least processor seconds. */
  readonly warm: number;
  readonly median: number;
  readonly processor: number;
  /** Peak resident memory, MB. */
  readonly peak: number;
}

export interface Timing {
  readonly machine: string;
  readonly load: string;
  readonly rounds: number;
  readonly rows: readonly TimingRow[];
}

export interface StoredRun {
  readonly date: string;
  readonly engineVersion: string;
  /** Of the raw answers, as JSON with sorted keys. */
  readonly sha256: string;
  readonly engines: readonly EngineRecord[];
  readonly ibsi: {
    readonly configurations: readonly {
      readonly name: string;
      readonly features: number;
      readonly diagnostics: number;
    }[];
    readonly counts: Readonly<Record<string, Readonly<Record<string, IbsiCount>>>>;
    readonly apart: readonly IbsiApart[];
  };
  readonly features: readonly FeatureRow[];
  readonly settings: readonly SettingRow[];
  readonly geometry: readonly CaseRow[];
  readonly degenerate: readonly CaseRow[];
  readonly timing: Timing | null;
  /** The notes that cells and rows point at, by their key. */
  readonly notes: Readonly<Record<string, string>>;
}

import type { Volume } from '@radscore/imaging';
import type { Input } from './format.ts';

/** A run of mutations of one format: `first`, `first + step`, … below `end`. */
export interface Job {
  readonly format: string;
  readonly seed: number;
  readonly first: number;
  readonly end: number;
  readonly step: number;
  /** Hands accepted mutants over, for the comparison with other programs. */
  readonly keepsAccepted: boolean;
}

/** How mutations ended. */
export interface Counts {
  run: number;
  refused: number;
  same: number;
  other: number;
  readonly codes: Record<string, number>;
}

export type FindingKind = 'crash' | 'hang' | 'memory' | 'otherwise';

/** What a guarded process reports. */
export type Message =
  | { readonly kind: 'counts'; readonly format: string; readonly counts: Counts; readonly next: number }
  | {
      readonly kind: 'finding';
      readonly what: FindingKind;
      readonly format: string;
      readonly index: number;
      readonly message: string;
      readonly files?: Input;
    }
  | {
      readonly kind: 'accepted';
      readonly format: string;
      readonly index: number;
      readonly files: Input;
      readonly volume: Volume<Float64Array>;
    }
  /** The largest the process became, in MB. */
  | { readonly kind: 'peak'; readonly format: string; readonly megabytes: number }
  | { readonly kind: 'done'; readonly format: string };

/** What one mutation may cost. */
export const MOST_CPU_SECONDS = 2;
export const MOST_MEGABYTES = 512;

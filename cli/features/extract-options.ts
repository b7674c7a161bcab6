/** The options of an extraction, and which of them exclude each other. */
import type { SeriesSelection } from '@radscore/imaging';
import type { TableOptions } from '../files/table-file.ts';
import { UsageProblem } from '../terminal/failure.ts';
import type { FeatureFormat, Profile } from './case.ts';
import type { LogOptions } from './extraction-log.ts';
import type { SettingsSource } from './feature-settings.ts';
import type { PathFormat } from './path-format.ts';

/** Whose shapes results have: those of this command, or those of PyRadiomics' command. */
export const FORMAT_STYLES = ['radscore', 'pyradiomics'] as const;
export type FormatStyle = (typeof FORMAT_STYLES)[number];

export const MODES = ['segment', 'voxel'] as const;

export interface ExtractOptions extends TableOptions, SettingsSource, LogOptions {
  readonly output?: string;
  readonly outDir?: string;
  readonly format?: FeatureFormat;
  readonly formatLike?: FormatStyle;
  readonly formatPath?: PathFormat;
  readonly unixPath?: boolean;
  readonly skipNans?: boolean;
  /** Writes files new that are there already. */
  readonly force?: boolean;
  readonly validate?: boolean;
  readonly mode?: (typeof MODES)[number];
  readonly label?: number;
  readonly labelChannel?: number;
  readonly profile?: Profile;
  /** Which volume of several is the image. */
  readonly select?: SeriesSelection;
  readonly jobs?: number;
}

/** Whether a file is a table of cases, by its ending: an image has none of these. */
export function isTable(file: string): boolean {
  return /\.(?:csv|tsv|xlsx|parquet)$/i.test(file);
}

/** @throws UsageProblem for options that cannot be meant together */
export function requirePossible({ mode, formatLike, profile, setting = [], protocol }: ExtractOptions): void {
  if (mode === 'voxel') {
    throw new UsageProblem(
      'got --mode voxel; wanted --mode segment: features of the whole region of interest. Voxel-based maps are not made here; `pyradiomics --mode voxel` makes them.',
    );
  }
  if (formatLike === 'pyradiomics' && profile === 'ibsi') {
    throw new UsageProblem("got --format-like pyradiomics with --profile ibsi; wanted PyRadiomics' own profile.");
  }
  if (setting.length > 0 && (profile === 'ibsi' || protocol !== undefined)) {
    const other = profile === 'ibsi' ? '--profile ibsi' : '--protocol';
    throw new UsageProblem(
      `got --setting with ${other}; wanted it with a PyRadiomics parameter file (--params) or none: ${other === '--protocol' ? 'a protocol fixes every setting' : 'IBSI has terms of its own'}.`,
    );
  }
}

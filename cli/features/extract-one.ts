/** `radscore extract IMAGE MASK`: one case, on one thread or several. */
import type { SeriesSelection } from '@radscore/imaging';
import { openThread } from '@radscore/radiomics/node';
import type { TableOptions } from '../files/table-file.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { withResult } from '../terminal/result.ts';
import type { Terminal } from '../terminal/terminal.ts';
import {
  type CaseFeatures,
  type FeatureCase,
  type FeatureFormat,
  type Profile,
  type ProfileSettings,
  warningLine,
} from './case.ts';
import { extractCase, extractCaseOverThreads } from './extract-case.ts';
import { chooseFormat, formatCase } from './feature-output.ts';
import { loadProfile, type SettingsSource } from './feature-settings.ts';

export interface ExtractOptions extends TableOptions, SettingsSource {
  readonly output?: string;
  readonly format?: FeatureFormat;
  readonly label?: number;
  readonly profile?: Profile;
  /** Which volume of several is the image. */
  readonly select?: SeriesSelection;
  readonly jobs?: number;
}

/** Reads, computes and writes one case. @throws InputRefused, UsageProblem */
export async function extractOne(
  image: string,
  mask: string,
  options: ExtractOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { output, label, select } = options;
  const settings = await loadProfile(options.profile, options);
  const format = chooseFormat(options.format, output, 'json');
  const work = { image, mask, label, select };
  const started = Date.now();
  const { features, warnings } = await withResult(output, terminal, async (write) => {
    terminal.status('Extracting …');
    const result = await extractWithin(work, settings, options.jobs ?? 1);
    terminal.status('');
    write(formatCase(result, work, format));
    return result;
  });
  for (const warning of warnings) terminal.note(`warning: ${warningLine(warning)}`);
  if (output) {
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    terminal.note(`${Object.keys(features).length} features in ${seconds} s → ${output}`);
  }
  return EXIT.ok;
}

/** One thread unless more are asked for: a small ROI is done before a second one has started. */
async function extractWithin(work: FeatureCase, chosen: ProfileSettings, jobs: number): Promise<CaseFeatures> {
  if (jobs === 1 || chosen.profile !== 'pyradiomics') return extractCase(work, chosen);
  const threads = Array.from({ length: jobs - 1 }, openThread);
  try {
    return await extractCaseOverThreads(work, chosen.settings, threads);
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

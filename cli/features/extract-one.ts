/** `radscore extract IMAGE MASK`: one case, on one thread or several. */
import { openThread } from '@radscore/radiomics/node';
import { withResultFile } from '../files/result-file.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CaseFeatures, type FeatureCase, type ProfileSettings, warningLine } from './case.ts';
import { extractCase, extractCaseOverThreads } from './extract-case.ts';
import type { ExtractOptions } from './extract-options.ts';
import { openLog } from './extraction-log.ts';
import { loadProfile } from './feature-settings.ts';
import { OutputOfExtraction } from './output-of-extraction.ts';

/** Reads, computes and writes one case. @throws InputRefused, UsageProblem */
export async function extractOne(
  image: string,
  mask: string,
  options: ExtractOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { output: file, labelChannel, select } = options;
  const log = openLog(options, terminal);
  const loaded = await loadProfile(options.profile, options);
  const work = { image, mask, label: options.label ?? loaded.label, labelChannel, select };
  const table = { columns: ['Image', 'Mask'], rows: [{ values: [image, mask], work }] };
  const output = new OutputOfExtraction(table, loaded, options);
  const started = Date.now();
  log.info(`case 1: extracting features`);
  const { features, warnings } = await withResultFile(output.file, log.terminal, async (write) => {
    terminal.status('Extracting …');
    const result = output.earlier(0) ?? (await extractWithin(work, loaded.chosen, options.jobs ?? 1));
    terminal.status('');
    output.keep(0, result);
    write(output.ofOneCase(result));
    return result;
  });
  for (const warning of warnings) log.warning(warningLine(warning));
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const done = `${Object.keys(features).length} features in ${seconds} s`;
  if (file) log.summary(`${done} → ${file}`);
  else log.info(done);
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

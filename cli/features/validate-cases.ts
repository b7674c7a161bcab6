/** `radscore extract --validate`: checks parameter files and cases, and computes nothing. */
import { statSync } from 'node:fs';
import { openTable } from '../files/table-file.ts';
import { EXIT, type ExitCode, explain, UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { batchOf, type RowResult } from './batch-table.ts';
import type { FeatureCase } from './case.ts';
import { type ExtractOptions, isTable } from './extract-options.ts';
import { openLog } from './extraction-log.ts';
import { loadProfile } from './feature-settings.ts';

const PARAMETER_FILE = /\.(ya?ml|json)$/i;

/**
 * Checks parameter files as an extraction would, and whether the images and masks of the cases are there. Every fault has its
 * line; any of them ends the command as a refusal.
 *
 * @param inputs an image and its mask, a batch table, or parameter files; none with --params alone
 * @throws UsageProblem if there is nothing to check
 */
export async function validateCases(
  inputs: readonly string[],
  options: ExtractOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const log = openLog(options, terminal);
  const files = inputs.filter((input) => PARAMETER_FILE.test(input));
  const rest = inputs.filter((input) => !PARAMETER_FILE.test(input));
  if (rest.length === 0 && files.length === 0 && options.params === undefined) {
    throw new UsageProblem(
      'got --validate with nothing to check; wanted parameter files, an image and its mask, or a table.',
    );
  }
  const faults: string[] = [];
  const check = async (params: string | undefined): Promise<void> => {
    try {
      await loadProfile(options.profile, { ...options, params });
    } catch (error) {
      if (!(error instanceof Error) || !/^(InputRefused|ProtocolNotFound)$/.test(error.name)) throw error;
      faults.push(explain(error).replace(/^radscore: /, ''));
    }
  };
  // Settings of the command line are checked with the parameter file; without one, with the defaults.
  if (options.params !== undefined || files.length === 0) await check(options.params);
  for (const file of files) await check(file);
  const cases = rest.length > 0 ? await casesOf(rest, options) : [];
  cases.forEach((work, i) => {
    const fault = 'image' in work ? whyMissing(work) : 'failure' in work ? work.failure.message : undefined;
    if (fault) faults.push(`case ${i + 1} of ${cases.length}: ${fault}`);
  });
  for (const fault of faults) log.error(fault);
  const settings = files.length + (options.params === undefined ? 0 : 1);
  log.summary(`checked ${settings} parameter files and ${cases.length} cases: ${faults.length} faults`);
  return faults.length === 0 ? EXIT.ok : EXIT.refused;
}

async function casesOf(
  [input, mask]: readonly string[],
  options: ExtractOptions,
): Promise<readonly (FeatureCase | RowResult)[]> {
  if (mask !== undefined) return [{ image: input, mask }];
  if (!isTable(input)) {
    throw new UsageProblem(
      `got ${input} alone; wanted an image and its mask, or a table (.csv, .tsv, .xlsx, .parquet).`,
    );
  }
  const { select } = options;
  return batchOf(await openTable(input, 'a table with the columns Image and Mask', options), { select }).rows.map(
    ({ work }) => work,
  );
}

function whyMissing({ image, mask }: FeatureCase): string | undefined {
  const missing = [
    ['image', image],
    ['mask', mask],
  ].filter(([, path]) => statSync(path, { throwIfNoEntry: false }) === undefined);
  if (missing.length === 0) return undefined;
  return `got no file or folder ${missing.map(([role, path]) => `${path} (${role})`).join(' and ')}; wanted one. Check the path.`;
}

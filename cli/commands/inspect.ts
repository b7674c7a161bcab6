/** `radscore inspect`: what admission will say of a study, before anything leaves this machine; or a page that does it. */
import type { InspectFolderOptions } from '../studies/inspect-folder.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import { withResult } from '../terminal/result.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Declaration } from './shell.ts';

interface InspectOptions extends InspectFolderOptions {
  /** Where to write the page that inspects studies in a browser. */
  readonly page?: string;
}

export const declareInspect: Declaration = (program, { terminal, end }) => {
  program
    .command('inspect')
    .description('check a study as admission will: files, geometry, regions of interest, identities')
    .argument('[study-dir]', 'the folder of one study, with or without manifest.json')
    .option(
      '--page <file>',
      'write the inspection as one HTML file instead: a page that inspects what is dropped on it',
    )
    .option('--pictures <dir>', 'save a PNG of each region of interest on its image')
    .option(
      '--json',
      'print verdict, findings, series, rois, the proposed manifest and the de-identification receipt as JSON',
    )
    .addHelpText(
      'after',
      `
Nothing is uploaded, changed or computed. Ends with 0 accepted, 3 quarantined, 4 refused.
The page of --page does the same in a browser, on a computer without Radscore; its policy lets it load and send nothing.

Examples:
  radscore inspect BB-0042 --json
  radscore inspect --page inspect.html
`,
    )
    .action(async (folder, options) => end(await inspect(folder, options, terminal)));
};

async function inspect(folder: string | undefined, options: InspectOptions, terminal: Terminal): Promise<ExitCode> {
  if ((folder === undefined) === (options.page === undefined)) {
    throw new UsageProblem('wanted either the folder of a study, or --page with the file to write.');
  }
  if (folder === undefined) return writePage(String(options.page), terminal);
  const { inspectFolder } = await import('../studies/inspect-folder.ts');
  return inspectFolder(folder, options, terminal);
}

async function writePage(file: string, terminal: Terminal): Promise<ExitCode> {
  const { buildInspectionPage } = await import('@radscore/console/inspection-page');
  await withResult(file, terminal, async (write) => write(await buildInspectionPage()));
  terminal.note(`→ ${file}: open it in a browser and drop the folder of a study on it.`);
  return EXIT.ok;
}

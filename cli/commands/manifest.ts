/** `radscore manifest`: writes manifest.json of a study folder. */
import type { ManifestOptions } from '../studies/make-manifest.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { withManifestOptions } from './shared-options.ts';
import type { Declaration } from './shell.ts';

export const declareManifest: Declaration = (program, { terminal, end }) => {
  withManifestOptions(program.command('manifest'))
    .description('write manifest.json of a study folder: its sequences, regions of interest and files')
    .argument('<study-dir>', 'the folder of one study')
    .addHelpText(
      'after',
      `
The folder is inspected: headers say which series is which sequence, SEG and RTSTRUCT which slices they were drawn on, grids
where a label image lies. Names of folders and files count only if nothing else does. What only a person can know is asked for
with the option that says it.

Examples:
  radscore manifest BB-0042 --ki67 35 --morphology irregular
  radscore manifest BB-0042 --sequence t2fs=t2/:rois/all.nrrd:1 --sequence dwi=none
  radscore manifest BB-0042 --select t2fs=series=5 --phase peak
`,
    )
    .action(async (folder, options) => end(await writeManifest(folder, options, terminal)));
};

async function writeManifest(folder: string, options: ManifestOptions, terminal: Terminal): Promise<ExitCode> {
  const { makeManifest } = await import('../studies/make-manifest.ts');
  await makeManifest(folder, options, terminal);
  return EXIT.ok;
}

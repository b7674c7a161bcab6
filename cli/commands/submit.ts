/** `radscore submit`: uploads a study, its manifest last. */
import { withConnection, withManifestOptions } from './shared-options.ts';
import type { Declaration } from './shell.ts';

const HELP = `
The study is inspected first. Nothing is sent, and it ends with 3, if something may identify the patient; with 4 if it cannot be
processed or only a person can know what is meant.

An upload that broke off goes on when the same command is given again: what has arrived is not sent twice, of files over
16 MiB no part of 16 MiB. Archives are made as they are sent; they need no room on the disk.

Example:
  radscore submit BB-0042 --ki67 35 --morphology irregular --wait
`;

export const declareSubmit: Declaration = (program, { terminal, end }) => {
  withConnection(withManifestOptions(program.command('submit')))
    .description('upload a study, its manifest last; writes the manifest if there is none')
    .argument('<study-dir>', 'the folder of one study')
    .option(
      '--archive',
      'send one ZIP archive for each sequence whose image is a folder; default: if it has more than 200 files',
    )
    .option('--no-archive', 'send every file by itself')
    .option('--no-inspect', 'send without inspecting first: also what may identify the patient, for those who insist')
    .option('--wait', 'wait until the study is analysed, and show the result')
    .addHelpText('after', HELP)
    .action(async (folder, options) => {
      const { submitStudy } = await import('../studies/submit-study.ts');
      end(await submitStudy(folder, options, terminal));
    });
};

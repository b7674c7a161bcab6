/** `radscore submit`: uploads a study, its manifest last. */
import { withConnection, withManifestOptions } from './shared-options.ts';
import type { Declaration } from './shell.ts';

export const declareSubmit: Declaration = (program, { terminal, end }) => {
  withConnection(withManifestOptions(program.command('submit')))
    .description('upload a study, its manifest last; writes the manifest if there is none')
    .argument('<study-dir>', 'the folder of one study')
    .option('--no-inspect', 'send without inspecting first: also what may identify the patient, for those who insist')
    .option('--wait', 'wait until the study is analysed, and show the result')
    .addHelpText(
      'after',
      `
The study is inspected first. Nothing is sent, and it ends with 3, if something may identify the patient; with 4 if it cannot be
processed or only a person can know what is meant.

Example:
  radscore submit BB-0042 --ki67 35 --morphology irregular --wait
`,
    )
    .action(async (folder, options) => {
      const { submitStudy } = await import('../studies/submit-study.ts');
      end(await submitStudy(folder, options, terminal));
    });
};

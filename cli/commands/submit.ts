/** `radscore submit`: uploads a study, its manifest last. */
import { withConnection, withManifestOptions } from './shared-options.ts';
import type { Declaration } from './shell.ts';

export const declareSubmit: Declaration = (program, { terminal, end }) => {
  withConnection(withManifestOptions(program.command('submit')))
    .description('upload a study, its manifest last; writes the manifest if there is none')
    .argument('<study-dir>', 'the folder of one study')
    .option('--no-inspect', 'send without inspecting first: also what may identify the patient, for those who insist')
    .option('--wait', 'wait until the study is analysed, and show the result')
    .addHelpText('after', '\nExample:\n  radscore submit BB-0042 --ki67 35 --morphology irregular --wait\n')
    .action(async (folder, options) => {
      const { submitStudy } = await import('../studies/submit-study.ts');
      end(await submitStudy(folder, options, terminal));
    });
};

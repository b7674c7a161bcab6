/** `radscore verify`: a bundle run again, to the same bytes or to the first step that differs. */
import type { VerifyOptions } from '../../evidence/verify-bundle.ts';
import { positiveInteger } from '../arguments.ts';
import { RESEARCH_ONLY } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

export const declareVerify: Declaration = (program, { terminal, end }) => {
  program
    .command('verify')
    .description('check a bundle of radscore evidence, run it again, and name the first step that differs')
    .argument('<bundle>', 'the RO-Crate: a .zip or a folder')
    .option(
      '--images <table>',
      'a table with ID, Image, Mask (and Sequence): hash them, and compute the features again',
    )
    .option('--table <file>', 'the table of the fit, if the bundle does not hold it')
    .option('--repeats <table>', 'the repeats of the fit, if the bundle does not hold them')
    .option('--public-key <file>', 'the key that the signature has to be of (PEM)')
    .option('--json', 'print the steps as JSON')
    .option('-j, --jobs <n>', 'threads; the bytes do not depend on it (default: one per core)', positiveInteger)
    .addHelpText(
      'after',
      `
Steps: signature, crate, image, settings, engine, features, table, seed, protocol, split, selection, coefficients,
report, sheets. Exit code 0: the same bytes. 4: a crate that is refused, or a step that differs.

Examples:
  radscore verify evidence.zip
  radscore verify evidence.zip --public-key key.pub --images cases.csv
${RESEARCH_ONLY}`,
    )
    .action(async (bundle: string, options: VerifyOptions) => {
      const { verifyBundle } = await import('../../evidence/verify-bundle.ts');
      end(await verifyBundle(bundle, options, terminal));
    });
};

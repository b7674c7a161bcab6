/** `radscore smoke`: whether a deployed service does its work, by one synthetic study. */
import { duration, nonNegativeInteger } from '../arguments.ts';
import { withConnection } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

export const declareSmoke: Declaration = (program, { terminal, end }) => {
  withConnection(program.command('smoke'))
    .description('send a synthetic study through a service, print the time of each state, and withdraw it')
    .option('--here', 'also in an institution of patients: the study is marked synthetic')
    .option('--keep', 'do not withdraw the study')
    .option(
      '--timeout <duration>',
      'such as 10m, until a study that has not ended counts as lost (default: 15m)',
      duration,
    )
    .option(
      '--seed <n>',
      'of the voxels (default: another one each time, which is printed with --json)',
      nonNegativeInteger,
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action(async (options) => {
      const { smoke } = await import('../../operations/smoke.ts');
      end(await smoke(options, terminal));
    });
};

const HELP = `
The study is of no patient: noise in three small DICOM series, marked synthetic, in an institution whose name begins with
demo-. It ends with 0 if the study is complete and withdrawn; else it prints the reason and what to do next.

Examples:
  radscore smoke --api https://abc.execute-api.eu-central-1.amazonaws.com
  radscore smoke --api "$API" --token "$TOKEN" --json
  radscore smoke                                        the running local cloud
`;

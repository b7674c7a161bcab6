/** `radscore re-extract`: stored studies are analysed again after engine or settings have changed. */
import { withHome } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

export const declareReExtract: Declaration = (program, { terminal, end }) => {
  withHome(program.command('re-extract'))
    .description('analyse every stored study again whose features are of another engine or other settings')
    .option(
      '--state-machine <arn>',
      'of a deployed stack: output ReExtractCohortArn (default: the running local cloud)',
    )
    .option('--institution <id>', 'only the studies of one institution')
    .option('--no-wait', 'do not wait for the end')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action(async (options) => {
      const { reExtract } = await import('../../operations/re-extract.ts');
      end(await reExtract(options, terminal));
    });
};

const HELP = `
Studies that are up to date are left alone, and of the others only what has changed is computed. A run that was broken off
is started again: it goes on with what is left. For a deployed stack the AWS credentials of this shell are used.

Examples:
  radscore re-extract
  radscore re-extract --institution bb --no-wait
  radscore re-extract --state-machine "$RE_EXTRACT_COHORT"
`;

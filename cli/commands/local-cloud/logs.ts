/** `radscore logs`: what the functions of the local cloud did and printed, one line each. */
import { duration } from '../arguments.ts';
import { withHome } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

export const declareLogs: Declaration = (program, { terminal, end }) => {
  withHome(program.command('logs'))
    .description('show what the functions of the local cloud did and printed')
    .option('--study <id>', 'of this study only')
    .option('--execution <id>', 'of this execution only: its ARN, or the last part of it')
    .option('--function <name>', 'of functions with this in their name: admit-study, extract')
    .option('--since <duration>', 'of the last while only, such as 10m or 1d', duration)
    .option('-f, --follow', 'go on with what is logged from now on')
    .option('--json', 'print the entries as they are kept, one JSON object each')
    .addHelpText(
      'after',
      '\nExamples:\n  radscore logs --study BB-0042\n  radscore logs --function fit-model --since 1h --follow\n',
    )
    .action(async (options) => {
      const { showLogs } = await import('../../service/logs.ts');
      end(await showLogs(options, terminal));
    });
};

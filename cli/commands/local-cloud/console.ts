/** `radscore console`: opens the console of the local cloud, signed in. */
import { DEFAULT_INSTITUTION } from '../../service/defaults.ts';
import { list } from '../arguments.ts';
import { withHome } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

export const declareConsole: Declaration = (program, { terminal, end }) => {
  withHome(program.command('console'))
    .description('open the console of the local cloud in a browser, signed in')
    .option('--institution <id>', `whose studies it shows (default: ${DEFAULT_INSTITUTION})`)
    .option('--consortium <ids>', 'institutions to pool with, as for `radscore token`', list)
    .option('--no-browser', 'print the link only')
    .addHelpText('after', HELP)
    .action(async (options) => {
      const { openConsole } = await import('../../service/open-console.ts');
      end(await openConsole(options, terminal));
    });
};

const HELP = `
The link on standard output is good once, for an hour, in a browser of this machine. A deployed console signs in by
itself: open its address, the stack's output ConsoleUrl.

Example:
  radscore console --institution demo-centre-1
`;

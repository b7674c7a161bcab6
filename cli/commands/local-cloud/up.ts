/** `radscore up`: the local cloud, in the foreground until it is stopped. */
import { Option } from 'commander';
import { positiveInteger } from '../arguments.ts';
import { withHome } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

export const declareUp: Declaration = (program, { terminal, end }) => {
  withHome(program.command('up'))
    .description('run the cloud on this machine, in the foreground')
    .option('--port <n>', 'the first of seven ports in a row (default: free ones, kept in the folder)', positiveInteger)
    // For tests of what AWS does on bad days: docs/local-cloud.md, "Fault plans".
    .addOption(new Option('--faults <file>', 'a fault plan to carry out').hideHelp())
    .addHelpText('after', '\nExample:\n  radscore up --port 8400\n')
    .action(async (options) => {
      const { runCloud } = await import('../../service/run-cloud.ts');
      end(await runCloud(options, terminal));
    });
};

/** `radscore doctor`: what of this machine, and of a service, is not as it should be, and what to do. */
import { withConnection } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

export const declareDoctor: Declaration = (program, { terminal, end }) => {
  withConnection(program.command('doctor'))
    .description('check this machine, the local cloud, the engine and a service; say what to do about each fault')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', HELP)
    .action(async (options) => {
      const { doctor } = await import('../../operations/doctor/doctor.ts');
      end(await doctor(options, terminal));
    });
};

const HELP = `
It changes nothing, and prints no token. It ends with 1 if a check failed.

Examples:
  radscore doctor
  radscore doctor --api https://abc.execute-api.eu-central-1.amazonaws.com
`;

/** `radscore env`: what AWS clients need to reach the local cloud, as lines for a shell. */
import { Option } from 'commander';
import { EXIT } from '../../terminal/failure.ts';
import { withHome } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

export const declareEnv: Declaration = (program, { terminal, end }) => {
  withHome(program.command('env'))
    .description('print what AWS clients and programs need for the local cloud, as lines for a shell')
    .addOption(
      new Option('--shell <name>', 'whose lines they are').choices(['sh', 'fish', 'powershell', 'json']).default('sh'),
    )
    .option('--client <institution>', 'a client for programs of an institution instead: RADSCORE_CLIENT_ID and _SECRET')
    .addHelpText('after', HELP)
    .action(async (options) => {
      const { environmentText } = await import('../../service/environment.ts');
      terminal.out(await environmentText(options));
      end(EXIT.ok);
    });
};

const HELP = `
Clients that read these variables reach S3, DynamoDB and Step Functions of this machine, never AWS.

Examples:
  eval "$(radscore env)"; aws s3 ls
  radscore env --shell fish | source
  radscore env --shell powershell | Out-String | Invoke-Expression
  eval "$(radscore env --client centre-1)"; radscore status
`;

/** `radscore login` and `radscore logout`: a sign-in that later commands use and renew. */
import type { Command } from 'commander';
import { list, port } from './arguments.ts';
import { withHome } from './shared-options.ts';
import type { Declaration } from './shell.ts';

const API = 'address of the API (RADSCORE_API; default: the running local cloud)';

export const declareLogin: Declaration = (program, { terminal, end }) => {
  withHome(program.command('login'))
    .description('sign in with a browser; later commands use and renew the sign-in')
    .option('--api <url>', API)
    .option('--issuer <url>', 'identity provider, if the API does not name it')
    .option('--client-id <id>', 'public client of that provider with PKCE, if the API does not name it')
    .option('--scope <names>', 'fewer scopes, with commas: studies:read,studies:write (default: all of the API)', list)
    .option(
      '--callback-port <n>',
      'port of this machine to which the browser returns (default: as registered; 0: any)',
      port,
    )
    .option('--no-browser', 'print the address in place of opening it')
    .addHelpText('after', LOGIN_HELP)
    .action(async (options) => {
      const { login } = await import('../service/login.ts');
      end(await login(options, terminal));
    });
};

const LOGIN_HELP = `
Programs sign in without a person: RADSCORE_CLIENT_ID and RADSCORE_CLIENT_SECRET hold a client of the identity provider.

Examples:
  radscore login --api https://abc.execute-api.eu-central-1.amazonaws.com
  radscore login --no-browser
`;

export const declareLogout: Declaration = (program, { terminal, end }) => {
  logoutOptions(program.command('logout'))
    .description('end the sign-in: revoke it where the identity provider can, and delete it here')
    .addHelpText('after', '\nExample:\n  radscore logout --api https://abc.execute-api.eu-central-1.amazonaws.com\n')
    .action(async (options) => {
      const { logout } = await import('../service/login.ts');
      end(await logout(options, terminal));
    });
};

function logoutOptions(command: Command): Command {
  return withHome(command).option('--api <url>', API);
}

/** `radscore token`: a bearer token of the local cloud on standard output, and nothing else there. */

import { orDidYouMean } from '@radscore/statistics/nearest-name';
import { DEFAULT_INSTITUTION } from '../../service/defaults.ts';
import { EXIT, type ExitCode, UsageProblem } from '../../terminal/failure.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { duration, list } from '../arguments.ts';
import { withHome } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

interface TokenOptions {
  readonly home?: string;
  readonly api?: string;
  readonly institution?: string;
  readonly consortium?: readonly string[];
  readonly scope?: readonly string[];
  readonly expires?: number;
}

const RESOURCE_SERVER = 'radscore';

export const declareToken: Declaration = (program, { terminal, end }) => {
  withHome(program.command('token'))
    .description('print a bearer token: of the local cloud, or with --api of the sign-in to that API')
    .option('--api <url>', 'the API that was signed in to with `radscore login`')
    .option('--institution <id>', `whose studies it can read and write (default: ${DEFAULT_INSTITUTION})`)
    .option(
      '--consortium <ids>',
      'institutions to pool with, with commas, as NAME:A,B if the consortium has a name; kept for later tokens; none: taken away',
      list,
    )
    .option('--scope <scope>', 'may be repeated (default: all)', (scope, scopes: string[] = []) => [...scopes, scope])
    .option('--expires <duration>', 'such as 15m or 8h (default: 1h)', duration)
    .addHelpText(
      'after',
      '\nExample:\n  curl -H "authorization: Bearer $(radscore token --scope studies:read)" $API/v1/studies\n',
    )
    .action(async (options) => end(await token(options, terminal)));
};

async function token(options: TokenOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.api !== undefined) return tokenOfSignIn(options, terminal);
  const { home, institution = process.env.RADSCORE_INSTITUTION ?? DEFAULT_INSTITUTION, scope } = options;
  const consortium = options.consortium?.join() === 'none' ? [] : options.consortium;
  const scopes = scope && (await resourceScopes(scope));
  const request = { institution, consortium, scopes, ...(options.expires && { expiresInSeconds: options.expires }) };
  const { mintToken, requireLocalCloud } = await import('../../service/connection.ts');
  terminal.out(`${await mintToken(requireLocalCloud(home), request)}\n`);
  return EXIT.ok;
}

/** The sign-in decides what its token is for. */
async function tokenOfSignIn(options: TokenOptions, terminal: Terminal): Promise<ExitCode> {
  const { api = '', institution, consortium, scope, expires } = options;
  if ([institution, consortium, scope, expires].some((value) => value !== undefined)) {
    throw new UsageProblem(
      'got --api with claims of a token; wanted --api alone: what the token is for was decided at the sign-in.',
    );
  }
  const { accessTokenFor } = await import('../../service/connection.ts');
  terminal.out(`${await accessTokenFor(api)}\n`);
  return EXIT.ok;
}

/** Scopes as tokens hold them. @throws UsageProblem for one that no route has */
async function resourceScopes(names: readonly string[]): Promise<string[]> {
  const { routeScopes } = await import('../../service/api-description.ts');
  const known = routeScopes();
  return names.map((name) => {
    if (known.has(name)) return `${RESOURCE_SERVER}/${name}`;
    throw new UsageProblem(
      `got the scope ${name}; wanted one of ${[...known].join(', ')}.${orDidYouMean(name, known)}`,
    );
  });
}

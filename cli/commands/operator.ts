import { OPERATIONS, type Operation } from '@radscore/pipeline';
import { askOperator, DEFAULT_INSTITUTION, mintToken, requireLocalCloud } from '../service/connection.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Commands of the local cloud's operator: on AWS, tokens are the identity provider's and time is time. */

export interface TokenOptions {
  readonly home?: string;
  readonly institution?: string;
  readonly consortium?: readonly string[];
  readonly scope?: readonly string[];
  readonly expires?: number;
}

const RESOURCE_SERVER = 'radscore';

/** `radscore token`: a bearer token on standard output, and nothing else there. */
export async function token(options: TokenOptions, terminal: Terminal): Promise<ExitCode> {
  const { home, institution = process.env.RADSCORE_INSTITUTION ?? DEFAULT_INSTITUTION, consortium, scope } = options;
  const known = new Set(Object.values<Operation>(OPERATIONS).flatMap((operation) => operation.scope ?? []));
  const scopes = scope?.map((name) => {
    if (known.has(name)) return `${RESOURCE_SERVER}/${name}`;
    throw new UsageProblem(`got the scope ${name}; wanted one of ${[...known].join(', ')}.`);
  });
  const request = { institution, consortium, scopes, ...(options.expires && { expiresInSeconds: options.expires }) };
  terminal.out(`${await mintToken(requireLocalCloud(home), request)}\n`);
  return EXIT.ok;
}

/** `radscore clock [advance DURATION]`: the time as schedules and waits of the local cloud see it. */
export async function clock(
  action: string | undefined,
  seconds: number | undefined,
  options: { readonly home?: string },
  terminal: Terminal,
): Promise<ExitCode> {
  if ((action !== undefined && action !== 'advance') || (action === 'advance') !== (seconds !== undefined)) {
    throw new UsageProblem('got another form of clock; wanted `radscore clock`, or `radscore clock advance 1d`.');
  }
  const cloud = requireLocalCloud(options.home);
  const { now } =
    seconds === undefined
      ? await askOperator<{ now: string }>(cloud, 'GET', '/_local/clock')
      : await askOperator<{ now: string }>(cloud, 'POST', '/_local/clock', { advance: seconds });
  terminal.out(`${now}\n`);
  return EXIT.ok;
}

/** `radscore console`: a link that signs the owner of this machine's cloud in to its console. */
import { openBrowser } from '../sign-in/browser.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { askOperator, type LocalCloud, requireLocalCloud } from './connection.ts';
import { DEFAULT_INSTITUTION } from './defaults.ts';

export interface OpenConsoleOptions {
  readonly home?: string;
  readonly institution?: string;
  readonly consortium?: readonly string[];
  /** Whether a browser may be opened; the link is printed in any case. */
  readonly browser?: boolean;
}

/** A link that was made for its owner: good once, for as long as it says. */
export interface ConsoleLink {
  readonly url: string;
  /** To type on the sign-in page instead. */
  readonly code: string;
  readonly expiresInSeconds: number;
}

/** Address of the console of a running cloud; undefined if its template has none. */
export function consoleOf({ endpoints, outputs }: LocalCloud): string | undefined {
  return outputs.ConsoleUrl === undefined ? undefined : endpoints.console;
}

/** Asks for a link. @throws UsageProblem if the cloud serves no console or refuses the institution */
export function consoleLink(
  cloud: LocalCloud,
  { institution = process.env.RADSCORE_INSTITUTION ?? DEFAULT_INSTITUTION, consortium }: OpenConsoleOptions = {},
): Promise<ConsoleLink> {
  return askOperator<ConsoleLink>(cloud, 'POST', '/_local/console-links', { institution, consortium });
}

/** What is printed of a link. */
export function signedInLine(url: string): string {
  return `Console, signed in (good once, for an hour): ${url}`;
}

export async function openConsole(options: OpenConsoleOptions, terminal: Terminal): Promise<ExitCode> {
  const cloud = requireLocalCloud(options.home);
  const address = consoleOf(cloud);
  if (address === undefined) {
    throw new UsageProblem(
      'got a local cloud without a console; wanted one that was synthesized without console=none.',
    );
  }
  const { url, code, expiresInSeconds } = await consoleLink(cloud, options);
  const isOpened = options.browser !== false && (await openBrowser(url));
  terminal.note(
    isOpened
      ? 'The console opens in your browser, signed in; if it does not, open the link below.'
      : 'Open this link in a browser of this machine: it signs you in.',
  );
  terminal.note(
    `The link is good once, for ${Math.round(expiresInSeconds / 60)} minutes. On the sign-in page of ${address}, type the code ${code} instead (10 minutes).`,
  );
  terminal.out(`${url}\n`);
  return EXIT.ok;
}

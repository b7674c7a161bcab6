/** `radscore clock`: the time that schedules and waits of the local cloud follow. */
import { Argument } from 'commander';
import { EXIT, type ExitCode, UsageProblem } from '../../terminal/failure.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { duration } from '../arguments.ts';
import { withHome } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

export const declareClock: Declaration = (program, { terminal, end }) => {
  withHome(program.command('clock'))
    .description('show or advance the time of the local cloud, which its schedules and waits follow')
    .addArgument(new Argument('[action]').choices(['advance']))
    .argument('[duration]', 'such as 90s, 36h or 1d', duration)
    .addHelpText('after', '\nExample:\n  radscore clock advance 1d\n')
    .action(async (action, seconds, options) => end(await clock(action, seconds, options, terminal)));
};

async function clock(
  action: string | undefined,
  seconds: number | undefined,
  options: { readonly home?: string },
  terminal: Terminal,
): Promise<ExitCode> {
  if ((action !== undefined && action !== 'advance') || (action === 'advance') !== (seconds !== undefined)) {
    throw new UsageProblem('got another form of clock; wanted `radscore clock`, or `radscore clock advance 1d`.');
  }
  const { askOperator, requireLocalCloud } = await import('../../service/connection.ts');
  const cloud = requireLocalCloud(options.home);
  const { now } =
    seconds === undefined
      ? await askOperator<{ now: string }>(cloud, 'GET', '/_local/clock')
      : await askOperator<{ now: string }>(cloud, 'POST', '/_local/clock', { advance: seconds });
  terminal.out(`${now}\n`);
  return EXIT.ok;
}

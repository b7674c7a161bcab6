/** `radscore outcome`: records whether the tumour was gone at surgery. */
import { Argument } from 'commander';
import type { ConnectionOptions } from '../service/connection.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { withConnection } from './shared-options.ts';
import type { Declaration } from './shell.ts';

const OUTCOMES = ['pcr', 'non-pcr'] as const;

interface OutcomeOptions extends ConnectionOptions {
  readonly definition?: string;
}

export const declareOutcome: Declaration = (program, { terminal, end }) => {
  withConnection(program.command('outcome'))
    .description('record whether the tumour was gone at surgery')
    .argument('<study-id>')
    .addArgument(new Argument('<outcome>').choices(OUTCOMES))
    .option('--definition <text>', "how pCR was defined, if not as the protocol's ypT0/is ypN0")
    .addHelpText('after', '\nExample:\n  radscore outcome BB-0042 pcr\n')
    .action(async (studyId, value, options) => end(await outcome(studyId, value, options, terminal)));
};

async function outcome(
  studyId: string,
  value: (typeof OUTCOMES)[number],
  options: OutcomeOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { connect } = await import('../service/connection.ts');
  const { describeStudy } = await import('../studies/study-report.ts');
  const { definition } = options;
  const study = await connect(options).recordOutcome(studyId, {
    pcr: value === 'pcr',
    ...(definition && { definition }),
  });
  terminal.out(describeStudy(study));
  return EXIT.ok;
}

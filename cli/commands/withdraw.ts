/** `radscore withdraw`: erases a study for good. */
import type { ConnectionOptions } from '../service/connection.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { AS_API, withConnection } from './shared-options.ts';
import type { Declaration } from './shell.ts';

interface WithdrawOptions extends ConnectionOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

export const declareWithdraw: Declaration = (program, { terminal, end }) => {
  withConnection(program.command('withdraw'))
    .description('erase a study for good: its files, features, predictions, and its rows in stored tables')
    .argument('<study-id>')
    .option('--yes', 'do not ask')
    .option('--json', AS_API)
    .addHelpText('after', '\nExample:\n  radscore withdraw BB-0042 --yes\n\nThe id cannot be used again.\n')
    .action(async (studyId, options) => end(await withdraw(studyId, options, terminal)));
};

async function withdraw(studyId: string, options: WithdrawOptions, terminal: Terminal): Promise<ExitCode> {
  if (!options.yes) await confirm(studyId, terminal);
  const { connect } = await import('../service/connection.ts');
  const answer = await connect(options).withdrawStudy(studyId);
  if (options.json) {
    terminal.out(jsonText(answer));
    return EXIT.ok;
  }
  const remains = answer.remains.map(({ message }) => `  ${message}\n`).join('');
  terminal.out(
    `${answer.studyId}: withdrawn on ${answer.withdrawnAt}, and being erased. What cannot go at once:\n${remains}`,
  );
  return EXIT.ok;
}

/** @throws UsageProblem if the answer is not the id, or there is nobody to ask */
async function confirm(studyId: string, terminal: Terminal): Promise<void> {
  const question = `This erases ${studyId} for good, and its id cannot be used again. Type the id to go on: `;
  const answer = await terminal.ask?.(question);
  if (answer === undefined)
    throw new UsageProblem(`got nobody to ask whether ${studyId} is to be erased; wanted --yes`);
  if (answer.trim() === studyId) return;
  throw new UsageProblem(`got another answer than ${studyId}; wanted the id. Nothing was erased.`);
}

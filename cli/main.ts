/** The command `radscore`: its commands, its exit codes, and how it ends if one fails. */
import { Command, CommanderError } from 'commander';
import { declareClinical } from './commands/clinical.ts';
import { declareCompletion } from './commands/completion.ts';
import { declareConformance } from './commands/conformance.ts';
import { declareDemo } from './commands/demo.ts';
import { declareEvidence } from './commands/evidence/evidence.ts';
import { declareVerify } from './commands/evidence/verify.ts';
import { declareExplain } from './commands/explain.ts';
import { declareExtract } from './commands/extract.ts';
import { declareFeatures } from './commands/features.ts';
import { declareFit } from './commands/fit.ts';
import { declareInspect } from './commands/inspect.ts';
import { declareClock } from './commands/local-cloud/clock.ts';
import { declareConsole } from './commands/local-cloud/console.ts';
import { declareEnv } from './commands/local-cloud/env.ts';
import { declareLogs } from './commands/local-cloud/logs.ts';
import { declareToken } from './commands/local-cloud/token.ts';
import { declareUp } from './commands/local-cloud/up.ts';
import { declareLogin, declareLogout } from './commands/login.ts';
import { declareManifest } from './commands/manifest.ts';
import { declareModels } from './commands/models.ts';
import { declareOpenapi } from './commands/openapi.ts';
import { declareDoctor } from './commands/operations/doctor.ts';
import { declareReExtract } from './commands/operations/re-extract.ts';
import { declareSmoke } from './commands/operations/smoke.ts';
import { declareOutcome } from './commands/outcome.ts';
import { declarePage } from './commands/page.ts';
import { declarePlan } from './commands/planning/plan.ts';
import { declarePredict } from './commands/predict.ts';
import { declareNomogram } from './commands/published/nomogram.ts';
import { declareSignature } from './commands/published/signature.ts';
import { RESEARCH_ONLY } from './commands/shared-options.ts';
import type { Declaration } from './commands/shell.ts';
import { declareStatus } from './commands/status.ts';
import { declareSubmit } from './commands/submit.ts';
import { declareTrain } from './commands/train.ts';
import { declareValidate } from './commands/validate.ts';
import { declareWithdraw } from './commands/withdraw.ts';
import { withLongNames } from './features/pyradiomics-options.ts';
import cli from './package.json' with { type: 'json' };
import { EXIT, type ExitCode, exitCodeOf, explain } from './terminal/failure.ts';
import { withMeant } from './terminal/meant.ts';
import { processTerminal, type Terminal } from './terminal/terminal.ts';

/** In the order of the help. */
const COMMANDS: readonly Declaration[] = [
  // Without a cloud.
  declareExtract,
  declareInspect,
  declareManifest,
  declarePlan,
  declareFit,
  declareValidate,
  declareEvidence,
  declareVerify,
  declarePage,
  declareNomogram,
  declareSignature,
  declareExplain,
  declareConformance,
  declareOpenapi,
  declareCompletion,
  // The local cloud.
  declareUp,
  declareConsole,
  declareToken,
  declareEnv,
  declareLogs,
  declareClock,
  declareDemo,
  declareDoctor,
  // Any cloud.
  declareSmoke,
  declareReExtract,
  declareLogin,
  declareLogout,
  declareSubmit,
  declareStatus,
  declareFeatures,
  declareOutcome,
  declareClinical,
  declareWithdraw,
  declareTrain,
  declareModels,
  declarePredict,
];

const EXIT_CODES = '\nExit codes: 0 ok, 1 unexpected, 2 usage, 3 quarantined, 4 refused input, 5 not enough data.\n';

/**
 * Runs one command line (without `node` and the program's name) and gives its exit code; nothing is thrown. A command's
 * code is loaded when it is called, so that help comes at once.
 */
export async function main(args: readonly string[], terminal: Terminal = processTerminal): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = new Command('radscore')
    .description('Radiomics of breast MRI, and the prediction of pathological complete response from it.')
    .version(cli.version)
    .showHelpAfterError('(radscore help COMMAND shows more)')
    .exitOverride()
    // A command with subcommands leaves their options to them only if the program leaves its commands theirs.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.note(text.trimEnd()),
      outputError: (text, write) => write(withMeant(text.replace(/^error: /, 'radscore: '))),
    })
    .addHelpText('after', EXIT_CODES + RESEARCH_ONLY);
  const end = (code: ExitCode): void => {
    exitCode = code;
  };
  for (const declare of COMMANDS) declare(program, { terminal, end });
  try {
    await program.parseAsync(args[0] === 'extract' ? withLongNames(args) : args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    terminal.note(explain(error));
    return exitCodeOf(error);
  }
}

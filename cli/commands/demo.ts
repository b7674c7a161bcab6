/** `radscore demo`: the synthetic cohort through the local cloud's front door; one JSON object on standard output. */
import type { ConnectionOptions } from '../service/connection.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { nonNegativeInteger, positiveInteger } from './arguments.ts';
import { withHome } from './shared-options.ts';
import type { Declaration } from './shell.ts';

interface DemoOptions extends Pick<ConnectionOptions, 'home'> {
  readonly seed: number;
  readonly patients?: number;
}

export const declareDemo: Declaration = (program, { terminal, end }) => {
  withHome(program.command('demo'))
    .description('take a synthetic cohort through the local cloud: studies, a model, a prediction')
    .option('--seed <n>', 'seed of the cohort', nonNegativeInteger, 1)
    .option('--patients <n>', 'patients of both centres together (default: 133)', positiveInteger)
    .addHelpText('after', '\nThe last line is one JSON object.\n\nExample:\n  radscore demo --seed 7\n')
    .action(async (options) => end(await demo(options, terminal)));
};

async function demo({ home, seed, patients }: DemoOptions, terminal: Terminal): Promise<ExitCode> {
  const { smallestCohort } = await import('../demonstration/cohort.ts');
  const least = smallestCohort();
  if (patients !== undefined && patients < least) {
    throw new UsageProblem(
      `got --patients ${patients}; wanted at least ${least}: with fewer the first centre has too few patients without pCR for the folds of the training.`,
    );
  }
  const { connect, findLocalCloud, homeDirectory } = await import('../service/connection.ts');
  const { consoleOf } = await import('../service/open-console.ts');
  const cloud = process.env.RADSCORE_API ? undefined : findLocalCloud(homeDirectory(home));
  const { runDemonstration } = await import('../demonstration/demonstration.ts');
  const result = await runDemonstration({
    clients: (institution, consortium) => connect({ home, institution, consortium }),
    seed,
    patients,
    progress: (line) => terminal.note(line),
    console: cloud && consoleOf(cloud),
  });
  terminal.out(`${JSON.stringify(result)}\n`);
  return EXIT.ok;
}

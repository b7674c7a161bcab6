/** `radscore train`: fits the protocol on the labelled studies and stores the result as a new version. */
import { Option } from 'commander';
import type { TrainModellingOptions } from '../modelling/train-modelling.ts';
import type { Split, TrainingRun } from '../service/client.ts';
import type { ConnectionOptions } from '../service/connection.ts';
import { DEFAULT_PROTOCOL } from '../service/defaults.ts';
import { EXIT, type ExitCode, exitCodeOfReason } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { waitFor } from '../terminal/waiting.ts';
import { institutionSplit, list, nonNegativeInteger, numberBetween } from './arguments.ts';
import { withConnection } from './shared-options.ts';
import type { Declaration } from './shell.ts';

interface TrainOptions extends ConnectionOptions, TrainModellingOptions {
  readonly name?: string;
  readonly protocol?: string;
  readonly institutions?: readonly string[];
  readonly splitByInstitution?: Extract<Split, { by: 'institution' }>;
  readonly testFraction?: number;
  readonly seed?: number;
  readonly wait?: boolean;
}

export const declareTrain: Declaration = (program, { terminal, end }) => {
  withConnection(program.command('train'))
    .description('fit the protocol on the labelled studies; the result is a new version of the model')
    .option('--name <model>', 'name of the model line (default: after the protocol, her2-pcr)')
    .option('--protocol <id>', `study protocol of a new line (default: ${DEFAULT_PROTOCOL})`)
    .addOption(
      new Option('--split-by-institution <train=…,test=…>', 'train on some institutions, test on others')
        .argParser(institutionSplit)
        .conflicts('testFraction'),
    )
    .option(
      '--test-fraction <share>',
      'share of patients that are test rows of a new line, 0 to 0.9 (default: 0.5)',
      numberBetween(0, 0.9),
    )
    .option('--modelling <file>', 'JSON: how the modelling differs from her2-pcr@1, as for fit --protocol')
    .option('--no-filter', 'keep constant features and near duplicates')
    .option('--force-clinical', 'let every clinical variable enter the nomogram')
    .option('--permutations <n>', 'fits on permuted outcomes (default: 20)', nonNegativeInteger)
    .option('--bootstrap <n>', 'fits on resampled rows (default: 50)', nonNegativeInteger)
    .addOption(
      new Option('--nested <n>', 'outer folds of the nested cross-validation, 0 for none (default: 5)')
        .argParser(nonNegativeInteger)
        .conflicts('leaveOneSiteOut'),
    )
    .option('--leave-one-site-out', 'cross-validation: hold out one site after the other')
    .option('--seed <n>', 'seed of a new line: split, permutations and bootstrap (default: 1)', nonNegativeInteger)
    .option(
      '--institutions <ids>',
      'whose studies a new line pools, with commas (default: all of the consortium)',
      list,
    )
    .option('--consortium <ids>', 'local cloud: institutions to pool with, with commas; kept for later tokens', list)
    .option('--wait', 'wait for the new version, and show its performance')
    .addHelpText(
      'after',
      `
Examples:
  radscore train --test-fraction 0.3 --wait
  radscore train --split-by-institution train=centre-1,test=centre-2 --seed 7 --wait
  radscore train --modelling combat.json --leave-one-site-out --wait
`,
    )
    .action(async (options) => end(await train(options, terminal)));
};

/** How the modelling differs, if an option says that it does: what checks it loads the whole of the statistics. */
async function modellingOf(options: TrainOptions) {
  const { modelling, filter, forceClinical, permutations, bootstrap, nested, leaveOneSiteOut } = options;
  const asked = [modelling, forceClinical, permutations, bootstrap, nested, leaveOneSiteOut];
  if (filter && asked.every((value) => value === undefined)) return undefined;
  const { modellingOfOptions } = await import('../modelling/train-modelling.ts');
  return modellingOfOptions(options.protocol ?? DEFAULT_PROTOCOL, options);
}

async function train(options: TrainOptions, terminal: Terminal): Promise<ExitCode> {
  const { connect } = await import('../service/connection.ts');
  const { describeGathered, describeVersion } = await import('../service/model-report.ts');
  const { protocol, seed, splitByInstitution, testFraction, consortium = [] } = options;
  const bySplit = splitByInstitution && [...new Set([...splitByInstitution.train, ...splitByInstitution.test])];
  const split: Split | undefined =
    splitByInstitution ?? (testFraction === undefined ? undefined : { by: 'stratified', testFraction });
  const institutions = options.institutions ? [...options.institutions] : bySplit;
  const modelling = await modellingOf(options);
  // Only the local cloud takes the consortium from here; elsewhere it is in the token.
  const pooled = [...new Set([...consortium, ...(institutions ?? [])])];
  const client = connect({ ...options, ...(pooled.length > 0 && { consortium: pooled }) });
  const asked = { name: options.name, protocol, split, institutions, seed, modelling };
  const { runId, owner, name } = await client.train(asked);
  if (!options.wait) {
    terminal.note(
      `Training run ${runId} of ${owner}~${name} has started. \`radscore models ${name}\` shows its versions.`,
    );
    return EXIT.ok;
  }
  const run = await waitFor<TrainingRun>(terminal, async () => {
    const { models } = await client.models();
    const found = models
      .find((model) => model.owner === owner && model.name === name)
      ?.runs.find((one) => one.runId === runId);
    return found && found.status !== 'running' ? { done: found } : { going: `Training ${name}` };
  });
  if (run.gathered) terminal.note(describeGathered(run.gathered));
  if (run.version === undefined) {
    const { code, message } = run.reason ?? { code: 'internal-error', message: 'the run gave no reason.' };
    terminal.note(`radscore: training run ${runId} of ${name} made no version. ${code}: ${message}`);
    return exitCodeOfReason(code);
  }
  const version = await client.version(`${owner}~${name}`, run.version);
  terminal.out(describeVersion(version));
  terminal.out(run.promoted ? '  It passed the gates and is the promoted version.\n' : '  It is not promoted.\n');
  terminal.note(version.notice);
  return EXIT.ok;
}

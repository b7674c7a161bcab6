import { describeGathered, describeVersion } from '../modelling/model-report.ts';
import type { Split, TrainingRun } from '../service/client.ts';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { EXIT, type ExitCode, exitCodeOfReason } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { waitFor } from '../terminal/waiting.ts';

export interface TrainOptions extends ConnectionOptions {
  readonly name: string;
  readonly protocol: string;
  readonly splitByInstitution?: Extract<Split, { by: 'institution' }>;
  readonly testFraction?: number;
  readonly seed: number;
  readonly wait?: boolean;
}

/** `radscore train`: fits the protocol on the labelled studies and stores the result as a new version. */
export async function train(options: TrainOptions, terminal: Terminal): Promise<ExitCode> {
  const { name, protocol, seed, splitByInstitution, testFraction = 0.5, consortium = [] } = options;
  const split: Split = splitByInstitution ?? { by: 'stratified', testFraction };
  const institutions = splitByInstitution && [...new Set([...splitByInstitution.train, ...splitByInstitution.test])];
  // Only the local cloud takes the consortium from here; elsewhere it is in the token.
  const client = connect({ ...options, consortium: [...new Set([...consortium, ...(institutions ?? [])])] });
  const { runId } = await client.train({ name, protocol, split, institutions, seed });
  if (!options.wait) {
    terminal.note(`Training run ${runId} of ${name} has started. \`radscore models ${name}\` shows its versions.`);
    return EXIT.ok;
  }
  const run = await waitFor<TrainingRun>(terminal, async () => {
    const { models } = await client.models();
    const found = models.find((model) => model.name === name)?.runs.find((one) => one.runId === runId);
    return found && found.status !== 'running' ? { done: found } : { going: `Training ${name}` };
  });
  if (run.gathered) terminal.note(describeGathered(run.gathered));
  if (run.version === undefined) {
    const { code, message } = run.reason ?? { code: 'internal-error', message: 'the run gave no reason.' };
    terminal.note(`radscore: training run ${runId} of ${name} made no version. ${code}: ${message}`);
    return exitCodeOfReason(code);
  }
  const version = await client.version(name, run.version);
  terminal.out(describeVersion(version));
  terminal.out(run.promoted ? '  It is the promoted version.\n' : '  It is not promoted: another version is.\n');
  terminal.note(version.notice);
  return EXIT.ok;
}

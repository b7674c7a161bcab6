/** Runs the local cloud in the foreground and prints the addresses of its services. */
import { once } from 'node:events';
import { join } from 'node:path';
import { readFaultPlan, startCloud } from '@radscore/local-cloud';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { alignColumns, type Terminal } from '../terminal/terminal.ts';
import { homeDirectory } from './connection.ts';
import { DEFAULT_INSTITUTION } from './defaults.ts';
import { COMPILED_FUNCTIONS } from './installation.ts';
import { signedInLine } from './open-console.ts';
import { synthesizeIfStale } from './synthesis.ts';

export interface RunCloudOptions {
  readonly home?: string;
  readonly port?: number;
  /** A file that holds a fault plan. */
  readonly faults?: string;
}

/** `radscore up`: the local cloud, in the foreground until it is stopped. */
export async function runCloud({ home, port, faults: file }: RunCloudOptions, terminal: Terminal): Promise<ExitCode> {
  // A signal during the start counts as well: it is handled as soon as there is something to stop.
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const directory = homeDirectory(home);
  const faults = file === undefined ? undefined : readFaultPlan(file);
  const assembly = await synthesizeIfStale(terminal);
  const cloud = await startCloud({
    directory,
    assembly,
    port,
    faults,
    compileCache: COMPILED_FUNCTIONS,
    onMessage: (message) => terminal.note(message),
  });
  const { api, s3, dynamodb, states, issuer, console } = cloud.endpoints;
  const hasConsole = cloud.outputs.ConsoleUrl !== undefined;
  terminal.out(`Radscore runs on this machine; its state is in ${directory}
${alignColumns([
  ...(hasConsole ? [['  console', console]] : []),
  ['  API', `${api}/v1`],
  ['  API description', `${api}/v1/openapi.json`],
  ['  S3', s3],
  ['  DynamoDB', dynamodb],
  ['  Step Functions', states],
  ['  tokens', issuer],
])}

${hasConsole && terminal.interactive ? `${signedInLine(cloud.consoleLink({ institution: DEFAULT_INSTITUTION }).url)}\n\n` : ''}${faults ? `Faults of the plan ${file} are produced: nothing here is to be relied on.\n\n` : ''}Next, in another terminal:
${alignColumns([
  ...(hasConsole ? [['  radscore console', 'the console in your browser, signed in']] : []),
  ['  radscore demo', 'a synthetic cohort, a model and a prediction'],
  ['  radscore submit STUDY_DIR --wait', 'a study of your own'],
  ['  radscore status', `the studies of ${DEFAULT_INSTITUTION}`],
  ['  radscore models', 'the models and their training runs'],
  ['  radscore token', 'a bearer token for the API'],
])}

What the functions print goes to ${join(directory, 'log.jsonl')}. Ctrl-C ends the cloud and keeps everything.
Research use only. Not a medical device.
`);
  await stopped;
  terminal.note('Stopping; running work continues at the next start.');
  await cloud.stop();
  return EXIT.ok;
}

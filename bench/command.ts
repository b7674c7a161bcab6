/** Times the whole command in a fresh process, next to PyRadiomics' command in the same run, in turn. */
// usage: RADSCORE_PEERS=VENV/bin/python [RADSCORE_BENCH_ROUNDS=9] node bench/command.ts
// → docs/performance-command.md
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCloneCommand } from '../packaging/clone-command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const shared = process.env.RADSCORE_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));
const rounds = Number(process.env.RADSCORE_BENCH_ROUNDS ?? 9);
const peer = process.env.RADSCORE_PEERS;
const pyradiomics = peer && join(dirname(peer), 'pyradiomics');

const CASES = [
  { name: 'brain1', image: 'data/pyradiomics/brain1_image.nrrd', mask: 'data/pyradiomics/brain1_label.nrrd' },
  { name: 'STS_001', image: 'data/sts/STS_001_MR_T1_image.nii.gz', mask: 'data/sts/STS_001_MR_T1_mask.nii.gz' },
];
const SETTINGS = ['a_paper-3d', 'b_original-native'];

if (!existsSync(`${shared}/data`) || !pyradiomics || !existsSync(pyradiomics)) {
  console.log('skipped: the shared images or the command of PyRadiomics are absent (RADSCORE_SHARED, RADSCORE_PEERS)');
  process.exit(0);
}

await buildCloneCommand(root);
const command = [process.execPath, join(root, 'cli', 'radscore.mjs')] as const;

/** Seconds from the start of a process to its end. */
function secondsOf([program, ...args]: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}; wanted 0:\n${stderr}`);
  return (performance.now() - started) / 1000;
}

function summary(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]]
    .map((value) => value.toPrecision(3))
    .join(' / ');
}

const rows: string[] = [];
for (const setting of SETTINGS) {
  for (const { name, image, mask } of CASES) {
    const parameters = join(root, 'test', 'golden', 'radiomics', 'settings', `${setting}.yaml`);
    const files = [join(shared, image), join(shared, mask)];
    const ours = [...command, 'extract', ...files, '-p', parameters];
    const theirs = [pyradiomics, ...files, '-p', parameters];
    // The first of each fills the caches: of the disk, and Node's of compiled code.
    secondsOf(ours);
    secondsOf(theirs);
    const own: number[] = [];
    const other: number[] = [];
    for (let round = 0; round < rounds; round++) {
      own.push(secondsOf(ours));
      other.push(secondsOf(theirs));
    }
    const ratios = own.map((seconds, round) => other[round] / seconds);
    rows.push(`| ${setting} | ${name} | ${summary(own)} | ${summary(other)} | ${summary(ratios)} |`);
    console.log(rows.at(-1));
  }
}
const version = Array.from({ length: rounds }, () => secondsOf([...command, '--version']));
const bare = Array.from({ length: rounds }, () => secondsOf([process.execPath, '-e', '0']));

const text = `# Performance of the command

Written by \`node bench/command.ts\`, part of \`npm run bench\`: seconds of a whole process, from its start to its end, min / median / max
of ${rounds} rounds. \`radscore extract IMAGE MASK -p SETTINGS\` of a clone after one build and \`pyradiomics IMAGE MASK -p SETTINGS\` run in
turn, so that the ratio (their seconds over ours, round by round) holds whatever else the machine does; the seconds do not.

\`radscore --version\`: ${summary(version)} s; Node with an empty program: ${summary(bare)} s.

Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, PyRadiomics 3.1.0.

| settings | case | this command, s | PyRadiomics, s | ratio |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
writeFileSync(join(root, 'docs', 'performance-command.md'), text);

/** Which permission is needed by which test. usage: node scripts/infra/grants.ts [--record] [--prove N] [--again] */
/*
 * --record runs the tests of the workflows and notes which grants each file uses (minutes).
 * --prove N leaves N grants out of their roles, one at a time, each in a run of the cheapest file that uses it; those that
 * were tried before are left alone, unless --again is given. All of them take an hour on two cores.
 * Either way docs/permissions.md is written again.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type GrantProof, type GrantProofs, readProofs, writeProofs } from './grant-proofs.ts';
import { permissionsPage } from './permissions-doc.ts';
import { allGrants, storedStack } from './stored-grants.ts';

/** Relevant parts of vitest's JSON report. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

interface Use {
  readonly grant: string;
  readonly file: string;
}

const root = new URL('../../', import.meta.url);
const { values: asked } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    prove: { type: 'string', default: '0' },
    again: { type: 'boolean', default: false },
    /** Only grants whose cheapest file has this in its name. */
    file: { type: 'string', default: '' },
    /** A folder with records (uses….jsonl) and reports (report….json) of runs that are over, instead of a run. */
    from: { type: 'string' },
  },
});

const grants = allGrants(storedStack());
let proofs = readProofs(root);
if (asked.record || asked.from !== undefined) {
  proofs = asked.from === undefined ? inScratch(recorded) : merged(asked.from);
}
prove(Number(asked.prove));
proofs = Object.fromEntries(Object.entries(proofs).filter(([grant]) => grants.includes(grant)));
writeProofs(root, proofs);
writeFileSync(new URL('docs/permissions.md', root), permissionsPage(grants, proofs));

function recorded(folder: string): GrantProofs {
  runTests(['test/workflow'], folder, { RADSCORE_GRANTS: join(folder, 'uses.jsonl') });
  return merged(folder);
}

/** The grants of a record, each with the files that use it by the time that they took; what was proven before stays. */
function merged(folder: string): GrantProofs {
  const seconds = new Map(
    reportsIn(folder)
      .flatMap(({ testResults }) => testResults)
      .map(({ name, startTime, endTime }) => [fromRoot(name), endTime - startTime]),
  );
  const uses = globSync(join(folder, 'uses*.jsonl')).flatMap((file) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Use),
  );
  const byGrant = Map.groupBy(uses, ({ grant }) => grant);
  return Object.fromEntries(
    [...byGrant].map(([grant, ones]): [string, GrantProof] => {
      const files = [...new Set(ones.map(({ file }) => file))];
      files.sort((one, other) => (seconds.get(one) ?? Infinity) - (seconds.get(other) ?? Infinity));
      return [grant, { ...proofs[grant], files }];
    }),
  );
}

function prove(most: number): void {
  const due = Object.entries(proofs)
    .filter(([, { failed, files }]) => (asked.again || failed === undefined) && files[0].includes(asked.file))
    .map(([grant]) => grant);
  for (const grant of due.slice(0, most)) {
    const { files } = proofs[grant];
    const failed = inScratch((folder) => firstFailure(files[0], grant, folder));
    proofs = { ...proofs, [grant]: { files, failed } };
    // A run that is broken off goes on where it was.
    writeProofs(root, proofs);
    process.stdout.write(`${grant}: ${failed === null ? 'NO TEST FAILED' : failed.test}\n`);
  }
}

/** The first test of a file that fails without a grant; null if all pass. */
function firstFailure(file: string, grant: string, folder: string): { file: string; test: string } | null {
  const status = runTests([file, '--bail=1'], folder, { RADSCORE_WITHOUT_GRANT: grant });
  if (status === 0) return null;
  const [result] = reportsIn(folder)[0].testResults;
  const failed = result?.assertionResults.find((one) => one.status === 'failed');
  return { file, test: failed?.fullName ?? 'what is done before its tests (beforeAll)' };
}

function runTests(
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
): number | null {
  const vitest = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', root));
  const config = ['--config', 'scripts/infra/grants.vitest.ts', '--root', '.'];
  const report = ['--reporter=json', `--outputFile=${join(folder, 'report.json')}`];
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...config, ...report, ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return status;
}

function reportsIn(folder: string): Report[] {
  const files = globSync(join(folder, 'report*.json'));
  if (files.length === 0) throw new Error(`got no report of vitest in ${folder}; wanted one, even of tests that fail`);
  return files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Report);
}

function inScratch<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'radscore-grants-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fromRoot(path: string): string {
  return relative(fileURLToPath(root), path).replaceAll('\\', '/');
}

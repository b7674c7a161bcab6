/** Every check and test, in one command. The last line counts them: `N passed, N failed, N skipped`. */
import { spawnSync } from 'node:child_process';
import { type CliOptions, startVitest } from 'vitest/node';

const filters = process.argv.slice(2);
let failed = 0;
let passed = 0;
let skipped = 0;

/** A tool that checks the sources counts as one test. */
function check(name: string, ...command: string[]): void {
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
  if (status === 0) passed++;
  else failed++;
  console.log(`${status === 0 ? '✓' : '✗'} ${name}`);
}

if (filters.length === 0) {
  check('lint and format (biome)', 'node_modules/@biomejs/biome/bin/biome', 'check', '.');
  check('types (tsc)', 'node_modules/typescript/bin/tsc', '--noEmit');
  // The template that the local cloud boots is made again from the sources that are tested.
  check('synthesize (cdk)', 'node_modules/aws-cdk/bin/cdk', 'synth', '--quiet');
}

/** Files that measure time against time: next to other tests, those would be measured too. */
const ALONE = ['test/hostile/growth.test.ts', 'test/standards/patterns.test.ts'];

async function run(files: readonly string[], options: CliOptions): Promise<void> {
  const vitest = await startVitest('test', [...files], { watch: false, run: true, ...options });
  for (const module of vitest.state.getTestModules()) {
    const tests = [...module.children.allTests()];
    for (const test of tests) {
      const { state } = test.result();
      if (state === 'passed') passed++;
      else if (state === 'failed') failed++;
      else skipped++;
    }
    // A file that does not even load has no tests that could fail.
    if (!module.ok() && !tests.some((test) => test.result().state === 'failed')) failed++;
  }
  failed += vitest.state.getUnhandledErrors().length;
  const before = process.exitCode;
  process.exitCode = 0;
  await vitest.close();
  // What tests wrote is searched for planted identities when all have run; finding one counts as a failed test.
  if (process.exitCode === 0) passed++;
  else failed++;
  process.exitCode = before;
}

if (filters.length > 0) await run(filters, {});
else {
  await run([], { exclude: ALONE });
  await run(ALONE, { maxWorkers: 1, fileParallelism: false });
}

console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);

/** Makes the synthetic golden statistics again: `npm run goldens`. */
// RADSCORE_STATISTICS_PEERS names a Python with the packages of test/golden/statistics/synthetic/requirements.txt;
// R needs pROC, rms, glmnet, brglm2, Hmisc and jsonlite.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const folder = join(resolve(import.meta.dirname, '..'), 'test', 'golden', 'statistics', 'synthetic');
const python = process.env.RADSCORE_STATISTICS_PEERS;
if (!python) {
  console.error(
    'got no RADSCORE_STATISTICS_PEERS; wanted the path of a Python with scikit-learn, statsmodels and their like.',
  );
  process.exit(2);
}
/** In this order: R reads what scikit-learn selected, and the refinement starts from R's coefficients. */
const STEPS: readonly (readonly [string, ...string[]])[] = [
  [python, 'tables.make.py'],
  [python, 'hypothesis-tests.make.py'],
  [python, 'regression.make.py'],
  ['Rscript', 'peers.make.R'],
  [python, 'regression.make.py', '--refine'],
  [python, 'performance.make.py'],
  [python, 'harmonisation.make.py'],
  [python, 'protocol.make.py'],
];
for (const [program, ...args] of STEPS) {
  console.error(args.join(' '));
  const { status } = spawnSync(program, args, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

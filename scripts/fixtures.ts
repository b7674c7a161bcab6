/** Makes test fixtures again with the programs that they come from. */
// usage: npm run fixtures -- radiomics; runs every `make.py` below test/fixtures whose path contains the word.
// RADSCORE_PEERS names a Python with PyRadiomics, SimpleITK and nibabel.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = join(resolve(import.meta.dirname, '..'), 'test', 'fixtures');
const [word = ''] = process.argv.slice(2);
const python = process.env.RADSCORE_PEERS;
if (!python) {
  console.error('got no RADSCORE_PEERS; wanted the path of a Python with PyRadiomics 3.1.0, SimpleITK and nibabel.');
  process.exit(2);
}
for (const script of globSync('**/*make.py', { cwd: folder }).sort()) {
  if (!script.includes(word)) continue;
  console.error(script);
  const { status } = spawnSync(python, [join(folder, script)], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

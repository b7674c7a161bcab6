/** The command of a clone on a machine whose own Node is too old. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A Node before 22.18 on this machine: the first one of PATH that is not the project's own. */
const older = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find((file) => existsSync(file) && majorOf(file) < 22);

function majorOf(file: string): number {
  return Number(execFileSync(file, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }));
}

/** An import of a name that the older Node lacks once stopped the command before it could hand over. */
it.skipIf(!older)('the command of a clone hands over to the pinned Node where the machine has an older one', () => {
  const options = { cwd: root, encoding: 'utf8' } as const;
  expect(execFileSync(older ?? '', ['cli/radscore.mjs', '--version'], options)).toMatch(/^\d+\.\d+\.\d+\n$/);
});

/** Compiles the functions of a template before the first sandbox starts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { FunctionDefinition } from './functions.ts';
import { CODE_FLAGS, environmentOf, LAYERS_ONLY } from './sandbox.ts';

/**
 * Loads the code of each function once, for V8's compiled code of it to lie in `compileCache`: sandboxes start in half the
 * time then. It only saves time, so that a function that cannot be loaded is left to its first sandbox to report.
 */
export async function compileFunctions(functions: readonly FunctionDefinition[], compileCache: string): Promise<void> {
  const left = [...functions];
  const compile = async (): Promise<void> => {
    for (let one = left.shift(); one; one = left.shift()) {
      const file = join(one.codeDirectory, one.handler.slice(0, one.handler.lastIndexOf('.')));
      // Node writes the cache when a process exits, which is what a sandbox never does.
      const load = [...CODE_FLAGS, `--import=${LAYERS_ONLY}`, '-e', 'require(process.argv[1])', file];
      const env = environmentOf(one, '', { endpoints: {}, compileCache });
      await once(spawn(process.execPath, load, { cwd: one.codeDirectory, env, stdio: 'ignore' }), 'exit');
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, compile));
}

/** Keeps a sandbox, and every worker thread of it, to the packages of the function and its layers. */

/**
 * On Lambda only the function's own folder and its layers hold packages: those of a folder further up must not be found.
 * Loaded with `--import`, which Node repeats in worker threads. Plain JavaScript, as `runtime.mjs`.
 */
import { realpathSync } from 'node:fs';
import Module from 'node:module';
import { delimiter, resolve, sep } from 'node:path';

const { LAMBDA_TASK_ROOT, NODE_PATH = '' } = process.env;
const roots = [resolve(LAMBDA_TASK_ROOT), ...NODE_PATH.split(delimiter)].map((path) => realpathSync(path));
const everywhere = Module._nodeModulePaths.bind(Module);
Module._nodeModulePaths = (from) =>
  everywhere(from).filter((path) => roots.some((root) => path === root || path.startsWith(root + sep)));

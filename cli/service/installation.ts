/** Where this copy of Radscore lies: a clone. A package has packaging/in-package/installation.ts in its place. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository: the folder that holds `cli/`. */
export const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** V8's compiled code of the functions; removed with the packages that they were bundled from. */
export const COMPILED_FUNCTIONS = join(PROJECT_ROOT, 'node_modules', '.cache', 'radscore', 'functions');

/** State directory of the local cloud, unless the user names one. */
export const DEFAULT_HOME = join(PROJECT_ROOT, '.radscore');

/** Where this copy of Radscore lies: an installed package. Replaces cli/service/installation.ts in its bundle. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's folder. */
export const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** V8's compiled code of the functions, in a folder of the user's own: anybody who can write there can run code as the user. */
export const COMPILED_FUNCTIONS = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'radscore',
  'functions',
);

/** State directory of the local cloud, unless the user names one: packages are replaced, state is kept. */
export const DEFAULT_HOME = join(homedir(), '.radscore');

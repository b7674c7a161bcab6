/** Where this copy of Radscore lies: an installed package. Replaces cli/service/installation.ts in its bundle. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's folder. */
export const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** State directory of the local cloud, unless the user names one: packages are replaced, state is kept. */
export const DEFAULT_HOME = join(homedir(), '.radscore');

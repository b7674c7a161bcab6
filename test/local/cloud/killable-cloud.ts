/** A cloud in a process of its own, to be killed by a test. */
import { startCloud } from '../../../local/cloud.ts';

/** A local cloud in a process that is going to be killed; says `ready` on standard output. */
const [directory, assembly] = process.argv.slice(2);
await startCloud({ directory, assembly });
process.stdout.write('ready\n');

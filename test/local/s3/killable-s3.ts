/** A server to be killed: publishes each event by one synchronous line in a file, and prints its endpoint. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { startS3 } from '../../../local/s3/server.ts';

const [directory] = process.argv.slice(2);
const server = await startS3({
  directory,
  port: 0,
  callers: [{ accessKeyId: 'OPERATOR', secretAccessKey: 'operator-secret' }],
  clock: { now: () => new Date(), at: () => () => {} },
  events: { publish: (event) => appendFileSync(join(directory, 'events.jsonl'), `${JSON.stringify(event)}\n`) },
  buckets: [{ name: 'studies', eventBridge: true }],
});
process.stdout.write(`${server.endpoint}\n`);

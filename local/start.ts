/** Starts the local cloud by itself, until Ctrl-C. usage: node local/start.ts ASSEMBLY [DIRECTORY [FIRST_PORT]] */
import { once } from 'node:events';
import { startCloud } from './cloud.ts';

const [assembly, directory = '.local-cloud', port = '0'] = process.argv.slice(2);
if (assembly === undefined || !/^\d+$/.test(port)) {
  console.error('usage: node local/start.ts ASSEMBLY [DIRECTORY [FIRST_PORT]]');
  process.exit(2);
}
const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
try {
  const onMessage = (message: string) => console.error(message);
  const cloud = await startCloud({ assembly, directory, port: Number(port), onMessage });
  const { endpoints, credentials, outputs } = cloud;
  console.log(JSON.stringify({ endpoints, credentials, outputs }));
  await stopped;
  await cloud.stop();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

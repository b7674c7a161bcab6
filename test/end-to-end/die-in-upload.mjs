/** Preloaded into the command by a test: ends the process, as a power cut would, while it sends its n-th file or part. */
import { appendFileSync } from 'node:fs';

const { RADSCORE_TEST_DIE_AT, RADSCORE_TEST_DIE_AFTER_MS, RADSCORE_TEST_PUTS } = process.env;
const send = globalThis.fetch;
let puts = 0;

globalThis.fetch = (url, init) => {
  if (init?.method !== 'PUT') return send(url, init);
  const { pathname, searchParams } = new URL(url);
  appendFileSync(RADSCORE_TEST_PUTS, `${pathname} ${searchParams.get('partNumber') ?? ''}\n`);
  if (++puts === Number(RADSCORE_TEST_DIE_AT)) {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(RADSCORE_TEST_DIE_AFTER_MS));
  }
  return send(url, init);
};

/** Preloaded into the command by a test: ends the process, as a power cut would, while it sends its n-th file or part. */
import { appendFileSync } from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

const { RADSCORE_TEST_DIE_AT, RADSCORE_TEST_DIE_AFTER_MS, RADSCORE_TEST_PUTS } = process.env;
const [send, request] = [globalThis.fetch, http.request];
let puts = 0;

/** Blobs go by `fetch`, bytes from memory by `node:http`. */
globalThis.fetch = (url, init) => {
  if (init?.method === 'PUT') note(url);
  return send(url, init);
};
http.request = (url, options, ...rest) => {
  if (options?.method === 'PUT') note(url);
  return request(url, options, ...rest);
};
syncBuiltinESMExports();

function note(url) {
  const { pathname, searchParams } = new URL(url);
  appendFileSync(RADSCORE_TEST_PUTS, `${pathname} ${searchParams.get('partNumber') ?? ''}\n`);
  if (++puts === Number(RADSCORE_TEST_DIE_AT)) {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(RADSCORE_TEST_DIE_AFTER_MS));
  }
}

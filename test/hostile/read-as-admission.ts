/** Run in a process of its own: does to files what admission and preparation do, and says what it cost. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { IdentifyingBytes, IdentityCheck, InputRefused, readImage, readMask } from '@radscore/imaging/node';

const PIECE = 65_536;
const [role, ...paths] = process.argv.slice(2);
const files = paths.map((path) => ({ name: basename(path), bytes: new Uint8Array(readFileSync(path)) }));
/** Of this process alone: what else runs on the machine does not count. */
const milliseconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const before = milliseconds();
const said: string[] = [];
const attempt = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof InputRefused)) throw error;
    said.push(`${error.code}: ${error.message}`);
  }
};

const check = new IdentityCheck();
for (const { name, bytes } of files) {
  attempt(() => {
    const identifying = new IdentifyingBytes(name);
    for (let at = 0; at < bytes.length; at += PIECE) identifying.push(bytes.subarray(at, at + PIECE));
    check.add(identifying.end());
  });
}
for (const { code, message } of check.refusals) said.push(`${code}: ${message}`);
for (const { code, where } of check.receipt().findings) said.push(`${code}: ${where}`);
const admitted = milliseconds();
attempt(() => {
  if (role === 'region') readMask([files[0]], readImage(files.slice(1)));
  else readImage(files);
});
const cost = { admission: admitted - before, reading: milliseconds() - admitted };
console.log(JSON.stringify({ said, milliseconds: cost, kilobytes: process.resourceUsage().maxRSS }));

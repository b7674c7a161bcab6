/** What the console's first view loads stays small, and the engine is loaded only when it is needed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuiltSite, buildSite } from '@radscore/console/site';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
let site: BuiltSite;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-budgets-'));
  site = await buildSite(folder);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (name: string): string => new TextDecoder().decode(site.files.get(name));
const gzipped = (names: Iterable<string>): number =>
  [...names].reduce((sum, name) => sum + gzipSync(site.files.get(name) as Uint8Array).length, 0);

/** A script and what it imports before it runs. */
function loadedWith(entry: string): Set<string> {
  const loaded = new Set<string>();
  const visit = (name: string): void => {
    if (loaded.has(name)) return;
    loaded.add(name);
    const imports = text(name).matchAll(/(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]*from\s*)?"(\.[^"]+\.js)"/g);
    for (const [, other] of imports) visit(posix.join(posix.dirname(name), other));
  };
  visit(entry);
  return loaded;
}

it('the initial script is at most 100 KB, the style at most 12 KB, gzipped', () => {
  const script = gzipped(loadedWith(site.entry));
  const style = gzipped([...site.files.keys()].filter((name) => name.endsWith('.css')));
  console.log(`initial script ${(script / 1024).toFixed(1)} KB, style ${(style / 1024).toFixed(1)} KB gzipped`);
  expect(script).toBeLessThan(100 * 1024);
  expect(style).toBeLessThan(12 * 1024);
});

it('neither engine nor viewer nor schemas are in the initial script', () => {
  const initial = [...loadedWith(site.entry)].map(text).join('\n');
  expect(initial.length).toBeGreaterThan(10_000);
  expect(initial).not.toMatch(/1\.2\.840\.10008|WebAssembly|ZodError/);
});

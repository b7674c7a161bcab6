/** The page of a nomogram was built when the package was packed. Takes the place of console/nomogram/build.ts. */
import { readFileSync } from 'node:fs';

export async function buildNomogramPage(): Promise<string> {
  return readFileSync(new URL('../nomogram.html', import.meta.url), 'utf8');
}

/** The pages of one file of a package were built when it was packed. Takes the place of console/inspection/build.ts. */
import { readFileSync } from 'node:fs';

export async function buildInspectionPage(): Promise<string> {
  return readFileSync(new URL('../inspect.html', import.meta.url), 'utf8');
}

export async function buildScoringPage(): Promise<string> {
  return readFileSync(new URL('../score.html', import.meta.url), 'utf8');
}

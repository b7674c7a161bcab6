/** The inspection page of a package was built when it was packed. Takes the place of console/inspection/build.ts. */
import { readFileSync } from 'node:fs';

export async function buildInspectionPage(): Promise<string> {
  return readFileSync(new URL('../inspect.html', import.meta.url), 'utf8');
}

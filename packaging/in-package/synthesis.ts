/** The cloud assembly of a package was synthesized when it was packed. Replaces cli/service/synthesis.ts. */
import { fileURLToPath } from 'node:url';

/** The assembly's folder. */
export async function synthesizeIfStale(): Promise<string> {
  return fileURLToPath(new URL('../cloud-assembly', import.meta.url));
}

/** As cli/service/synthesis.ts has it: a package has nothing to synthesize. */
export function assemblyState(_root: string): 'packaged' {
  return 'packaged';
}

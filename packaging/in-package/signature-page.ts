/** The page of a signature was built when the package was packed. Takes the place of console/signature/build.ts. */
import { readFileSync } from 'node:fs';

export { type CarriedSignature, withSignature } from '../../console/signature/carried-signature.ts';

export async function buildSignaturePage(): Promise<string> {
  return readFileSync(new URL('../signature.html', import.meta.url), 'utf8');
}

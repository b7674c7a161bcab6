/** Builds the page of one file that scores by a published signature. */
import { fileURLToPath } from 'node:url';
import { pageOfOneFile } from '../one-file-page.ts';
import { EMPTY_SIGNATURE } from './carried-signature.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export { type CarriedSignature, withSignature } from './carried-signature.ts';

/**
 * Scoring by a signature as one HTML file with the engine inside, opened from a disk or served by any server; its policy
 * lets it reach nothing. The signature is put into it by `withSignature`: one page is built, and carries any.
 */
export function buildSignaturePage(): Promise<string> {
  return pageOfOneFile({
    title: 'Radscore: a published signature',
    script: here('page.tsx'),
    worker: here('worker.ts'),
    styles: [here('../style/tokens.css'), here('../style/components.css'), here('page.css')],
    body: `<div id="app"></div>
<noscript><p>Research use only. Not a medical device. This page needs JavaScript.</p></noscript>
${EMPTY_SIGNATURE}`,
  });
}

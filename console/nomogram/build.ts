/** Builds the page of a nomogram: one HTML file with everything inside. */
import { fileURLToPath } from 'node:url';
import { pageOfOneFile } from '../one-file-page.ts';
import { EMPTY_NOMOGRAM } from './carried-nomogram.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The page without a nomogram; `withNomogram` puts one into it: one page is built, and carries any nomogram. */
export function buildNomogramPage(): Promise<string> {
  return pageOfOneFile({
    title: 'Radscore: nomogram',
    script: here('page.tsx'),
    styles: [here('../style/tokens.css'), here('../style/components.css'), here('page.css')],
    body: `<div id="app"></div>
<noscript><p>Research use only. Not a medical device. This page needs JavaScript.</p></noscript>
${EMPTY_NOMOGRAM}`,
  });
}

/** Builds the pages of one file, with everything inside: the inspection of a study, and scoring by a model. */
import { fileURLToPath } from 'node:url';
import { pageOfOneFile } from '../one-file-page.ts';
import { EMPTY_MODEL } from './carried-model.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * The inspection of a study as one HTML file that needs nothing else, opened from a disk or served by any server. Its
 * policy lets it run its own scripts and reach nothing: neither the page nor its worker can send a byte.
 */
export function buildInspectionPage(): Promise<string> {
  return pageOfOneFile({
    title: 'Radscore: inspect a study',
    script: here('page.ts'),
    styles: [here('page.css')],
    worker: here('../engine/worker.ts'),
    body: `<h1>Inspect a study</h1>
<p><strong>Research use only. Not a medical device.</strong></p>
<p>Checks a study as admission will: can it be read, do images and regions of interest fit each other, does anything identify
the patient? Everything happens on this computer. Nothing is sent: its policy lets the page load and send nothing.</p>
<div id="drop">
<p>Drop the folder of one study here, or choose it:</p>
<p><label>Folder of the study <input type="file" id="folder" webkitdirectory multiple></label></p>
</div>
<main id="answer" aria-live="polite"></main>
<footer><p>Names are looked for in texts and attributes, not in pixels. Research use only. Not a medical device.</p></footer>`,
  });
}

/**
 * Scoring on one computer as one HTML file with the same engine, worker and policy. The model is put into it by
 * `withModel`: one page is built, and carries any model.
 */
export function buildScoringPage(): Promise<string> {
  return pageOfOneFile({
    title: 'Radscore: score here',
    script: here('scoring.tsx'),
    styles: [here('../style/tokens.css'), here('../style/components.css')],
    worker: here('../engine/worker.ts'),
    body: `<div id="app"></div>
<noscript><p>Research use only. Not a medical device. This page needs JavaScript.</p></noscript>
${EMPTY_MODEL}`,
  });
}

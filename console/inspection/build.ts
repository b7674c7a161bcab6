/** Builds the pages of one file, with everything inside: the inspection of a study, and scoring by a model. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleForPage } from '../page-bundle.ts';
import { EMPTY_MODEL } from './carried-model.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * The inspection of a study as one HTML file that needs nothing else, opened from a disk or served by any server. Its
 * policy lets it run its own scripts and reach nothing: neither the page nor its worker can send a byte.
 */
export function buildInspectionPage(): Promise<string> {
  return pageOfOneFile({
    title: 'Radscore: inspect a study',
    script: 'page.ts',
    styles: ['page.css'],
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
    script: 'scoring.tsx',
    styles: ['../style/tokens.css', '../style/components.css'],
    body: `<div id="app"></div>
<noscript><p>Research use only. Not a medical device. This page needs JavaScript.</p></noscript>
${EMPTY_MODEL}`,
  });
}

interface PageParts {
  readonly title: string;
  /** The entry of the page's script, and its styles, next to this file. */
  readonly script: string;
  readonly styles: readonly string[];
  readonly body: string;
  /** The entry of its worker: the engine's, unless another is named. */
  readonly worker?: string;
}

/** A page with its script, worker and styles inside, and a policy that lets it reach nothing. */
export async function pageOfOneFile({
  title,
  script: entry,
  styles,
  body,
  worker: own = '../engine/worker.ts',
}: PageParts): Promise<string> {
  const [script, worker] = await Promise.all(
    [entry, own].map((name) => bundleForPage({ file: here(name) }, { minify: true })),
  );
  const style = styles.map((name) => readFileSync(here(name), 'utf8').trim()).join('\n');
  const policy = [
    "default-src 'none'",
    `script-src ${sourceOf(inlined(script))} 'wasm-unsafe-eval'`,
    `style-src ${sourceOf(style)}`,
    'worker-src blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}
<script type="text/plain" id="worker">${inlined(worker)}</script>
<script>${inlined(script)}</script>
</body>
</html>
`;
}

/** `</script>` inside the script's text would close the element. */
function inlined(script: string): string {
  return script.trim().replaceAll(/<(?=\/script|!--)/gi, '\\x3C');
}

/** A policy names scripts and styles of the page by their SHA-256. */
function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

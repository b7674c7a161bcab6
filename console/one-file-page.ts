/** Builds pages of one file: script, style and worker are inside, and their policy lets them reach nothing. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bundleForPage } from './page-bundle.ts';

/** What a page of one file is made of; files by their paths. */
export interface PageParts {
  readonly title: string;
  readonly script: string;
  readonly styles: readonly string[];
  readonly body: string;
  /** The entry of the page's worker, for pages that compute; it gets into `#worker`, and may run WebAssembly. */
  readonly worker?: string;
}

/** The HTML. Its policy names script and style by their hashes: no other runs, and nothing is asked of any address. */
export async function pageOfOneFile({ title, script: entry, styles, body, worker }: PageParts): Promise<string> {
  const [script, working] = await Promise.all(
    [entry, worker].map((file) => file && bundleForPage({ file }, { minify: true })),
  );
  const style = styles.map((file) => readFileSync(file, 'utf8').trim()).join('\n');
  const policy = [
    "default-src 'none'",
    `script-src ${sourceOf(inlined(script ?? ''))}${working ? " 'wasm-unsafe-eval'" : ''}`,
    `style-src ${sourceOf(style)}`,
    ...(working ? ['worker-src blob:'] : []),
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
${working ? `<script type="text/plain" id="worker">${inlined(working)}</script>\n` : ''}<script>${inlined(script ?? '')}</script>
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

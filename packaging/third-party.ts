/** Which packages by others are part of a bundle, with their licences. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A notice for each package whose code is in the bundle. @throws Error if one states no licence */
export function thirdPartyNotices(root: string, { outputs }: Pick<Metafile, 'outputs'>): string {
  const folders = new Set<string>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const found = /^(?:.*:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
      if (found && bytesInOutput > 0) folders.add(found);
    }
  }
  const packages = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const { title, text } = noticeOf(join(root, folder));
    packages.set(text, [...(packages.get(text) ?? []), title]);
  }
  const notices = [...packages].map(([text, titles]) => `${'='.repeat(80)}\n${titles.join('\n')}\n\n${text}\n`);
  return `Code of these packages is part of this one.\n\n${notices.join('\n')}`;
}

/** Many packages of one author repeat one text: it is printed once, under all their names. */
function noticeOf(folder: string): { readonly title: string; readonly text: string } {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${name}@${version} states no licence; wanted one to repeat`);
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return { title: `${name} ${version} (${license})`, text: [...new Set(texts)].join('\n\n') };
}

/** Which packages by others are part of what we pack: their licences, and a bill of materials. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package by others whose code is inside. */
interface Component {
  readonly name: string;
  readonly version: string;
  /** As its package.json says it, an SPDX expression. */
  readonly license: string;
  /** Licence and notice files. */
  readonly text: string;
}

const FOLDER = /^(?:.*:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** Folders of the packages that a bundle took code from, relative to the repository. */
export function packagesBundled({ outputs }: Pick<Metafile, 'outputs'>): string[] {
  const paths = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  return paths.flatMap((path) => FOLDER.exec(path)?.[1] ?? []);
}

/** The same from the text of a bundle that is not minified: esbuild names each file above its code. */
export function packagesNamed(text: string): string[] {
  return [...text.matchAll(/^\s*\/\/ (node_modules\/\S+)$/gm)].flatMap(([, path]) => FOLDER.exec(path)?.[1] ?? []);
}

/** What a workspace's page is bundled from: its dependencies by others, and theirs. A minified bundle names nothing itself. */
export function packagesDependedOn(root: string, manifest: string): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(root, file), 'utf8')) as {
      readonly dependencies?: Readonly<Record<string, string>>;
    };
    for (const name of Object.keys(dependencies).filter((one) => !one.startsWith('@radscore/'))) {
      const folder = `node_modules/${name}`;
      if (found.has(folder)) continue;
      found.add(folder);
      visit(`${folder}/package.json`);
    }
  };
  visit(manifest);
  return [...found];
}

/**
 * The notices and the bill of materials of a package.
 *
 * @param folders of packages by others, relative to the repository; any order, repeated or not
 * @throws Error if one of them states no licence
 */
export function thirdPartyFiles(
  root: string,
  { name, version }: { readonly name: string; readonly version: string },
  folders: readonly string[],
): [path: string, text: string][] {
  const components = [...new Set(folders)].sort().map((folder) => componentAt(join(root, folder)));
  return [
    ['THIRD-PARTY-NOTICES.txt', notices(components)],
    ['sbom.cdx.json', `${JSON.stringify(billOfMaterials(name, version, components), null, 1)}\n`],
  ];
}

function componentAt(folder: string): Component {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${name}@${version} states no licence; wanted one to repeat`);
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return { name, version, license, text: [...new Set(texts)].join('\n\n') };
}

/** Many packages of one author repeat one text: it is printed once, under all their names. */
function notices(components: readonly Component[]): string {
  const titles = new Map<string, string[]>();
  for (const { name, version, license, text } of components) {
    titles.set(text, [...(titles.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const parts = [...titles].map(([text, names]) => `${'='.repeat(80)}\n${names.join('\n')}\n\n${text}\n`);
  return `Code of these packages is part of this one.\n\n${parts.join('\n')}`;
}

/** CycloneDX 1.6, without the time and the serial number, so that the same sources give the same bytes. */
function billOfMaterials(name: string, version: string, components: readonly Component[]) {
  const purl = (one: string, of: string): string => `pkg:npm/${one.replace('@', '%40')}@${of}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name, version, purl: purl(name, version) } },
    components: components.map((one) => ({
      type: 'library',
      name: one.name,
      version: one.version,
      licenses: [/^[\w.-]+$/.test(one.license) ? { license: { id: one.license } } : { expression: one.license }],
      purl: purl(one.name, one.version),
    })),
  };
}

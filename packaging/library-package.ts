/** A layer as a package: one JavaScript file for each export, with everything inside but the packages it names. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { addressing, entryName, filesOpenedByAddress } from './addresses.ts';
import type { Declarations } from './declarations.ts';
import { packedExportsOf, packedImport } from './public-surface.ts';
import { packagesBundled, thirdPartyFiles } from './third-party.ts';

/** The layers that others may use, in the order of their dependencies. */
export const LIBRARIES = ['imaging', 'radiomics', 'statistics'] as const;
export type Library = (typeof LIBRARIES)[number];

const ABOUT: Readonly<Record<Library, string>> = {
  imaging:
    'Reads medical images and regions of interest (DICOM, NIfTI, NRRD, MetaImage), checks, repairs and resamples them. Research use only.',
  radiomics:
    'Radiomics features as PyRadiomics 3.1.0 and the IBSI define them, in Node and in the browser. Research use only.',
  statistics:
    'Statistics of clinical prediction models: selection, logistic regression, ROC, calibration, nomograms. Research use only.',
};

/** Packages that stay dependencies: code asks for their files by name while it runs. */
const LOADED_BY_NAME = /^@cornerstonejs\//;

/** Contents by path in the package. */
export type PackageFiles = ReadonlyMap<string, string | Uint8Array>;

/**
 * The files of a layer's package.
 *
 * @throws Error if code that is not an export of Node's would need Node, or if the build warns
 */
export async function libraryPackage(
  root: string,
  library: Library,
  version: string,
  declarationsOf: (entry: string) => Declarations,
): Promise<PackageFiles> {
  const folder = join(root, 'layers', library);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const exported = [...packedExportsOf(root, library)].map(([subpath, source]) => ({
    subpath,
    source: `layers/${library}/${source.slice(2)}`,
    name: subpath === '.' ? 'index' : subpath.slice(2),
  }));
  const threads = filesOpenedByAddress([folder], 'package');
  const out = join(root, 'dist', library);
  const { outputFiles, metafile, warnings } = await build({
    absWorkingDir: root,
    entryPoints: [
      ...exported.map(({ source, name }) => ({ in: source, out: name })),
      ...threads.map((file) => ({ in: file, out: entryName(file) })),
    ],
    outdir: out,
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    // Packages by others bring a build for browsers, which Node runs as well.
    platform: 'browser',
    format: 'esm',
    target: 'es2024',
    external: ['node:*', '@radscore/*', '@cornerstonejs/*'],
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'silent',
    plugins: [siblings, addressing(out, 'package', threads)],
  });
  if (warnings.length > 0) throw new Error(`${library}: ${warnings.map(({ text }) => text).join('; ')}`);
  for (const { name, source } of exported) {
    if (!/node\.ts$/.test(source)) refuseNode(metafile, `dist/${library}/${name}.js`);
  }
  const types = new Map(exported.flatMap(({ source }) => [...declarationsOf(source)]));
  const typesFile = (path: string): string => `types/${path.slice(`layers/${library}/`.length)}.d.ts`;
  const description = {
    name: `@radscore/${library}`,
    version,
    description: ABOUT[library],
    license: 'Apache-2.0',
    type: 'module',
    engines: { node: '>=22' },
    sideEffects: false,
    exports: Object.fromEntries(
      exported.map(({ subpath, source, name }) => [
        subpath,
        { types: `./${typesFile(source.replace(/\.ts$/, ''))}`, default: `./${name}.js` },
      ]),
    ),
    files: ['*.js', 'types', 'THIRD-PARTY-NOTICES.txt', 'sbom.cdx.json'],
    dependencies: dependenciesOf(metafile, manifest.dependencies, version),
  };
  return new Map<string, string | Uint8Array>([
    ['package.json', `${JSON.stringify(description, null, 2)}\n`],
    ['README.md', readFileSync(join(folder, 'README.md'))],
    ['LICENSE', readFileSync(join(root, 'LICENSE'))],
    ...thirdPartyFiles(root, description, packagesBundled(metafile)),
    ...outputFiles.map(({ path, contents }) => [basename(path), contents] as const),
    ...[...types].map(([path, text]) => [typesFile(path), text] as const),
  ]);
}

/** Names of another layer that are not public come from its `internal` export. */
const siblings: Plugin = {
  name: 'siblings',
  setup({ onResolve }) {
    onResolve({ filter: /^@radscore\// }, ({ path }) => ({ path: packedImport(path), external: true }));
  },
};

function dependenciesOf(
  { outputs }: Metafile,
  declared: Readonly<Record<string, string>> = {},
  version: string,
): Record<string, string> {
  const external = Object.values(outputs).flatMap(({ imports }) => imports.filter((one) => one.external));
  const siblings = external.flatMap(({ path }) => /^@radscore\/\w+/.exec(path)?.[0] ?? []);
  const byName = Object.keys(declared).filter((name) => LOADED_BY_NAME.test(name));
  return Object.fromEntries([
    ...byName.map((name) => [name, declared[name]]),
    ...[...new Set(siblings)].sort().map((name) => [name, version]),
  ]);
}

/** A page must be able to load what is not Node's. */
function refuseNode({ outputs }: Metafile, entry: string): void {
  const visited = new Set<string>();
  const visit = (file: string): void => {
    if (visited.has(file)) return;
    visited.add(file);
    for (const { path, external } of outputs[file].imports) {
      if (!external) visit(path);
      else if (path.startsWith('node:')) throw new Error(`${entry} imports ${path}; wanted nothing of Node there`);
    }
  };
  visit(entry);
}

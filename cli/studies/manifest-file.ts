/** Reads and builds the manifest.json of a study folder. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputRefused } from '@radscore/imaging';
import {
  type Clinical,
  type DataOrigin,
  type Issue,
  issuesOf,
  MANIFEST_FILE,
  type Manifest,
  manifest,
  type Outcome,
  PROTOCOL_IDS,
  protocolById,
  readClinical,
  studyId,
} from '@radscore/pipeline';
import { UsageProblem } from '../terminal/failure.ts';
import type { StudyFolder } from './study-folder.ts';

export interface ManifestContent {
  readonly protocol: string;
  readonly studyId?: string;
  readonly belongings?: { readonly patient?: string; readonly site?: string; readonly repeatOf?: string };
  /** Not said of patients: they are the default. */
  readonly origin?: DataOrigin;
  readonly clinical: Clinical;
  readonly outcome?: Outcome;
}

/**
 * The manifest of a study folder: what is in it, and the length and SHA-256 of every file. The same folder and options
 * give the same manifest.
 *
 * @throws UsageProblem for a value that the schema refuses, ProtocolNotFound
 */
export async function buildManifest(
  folder: string,
  { sequences, files }: StudyFolder,
  content: ManifestContent,
  hashed: (files: number) => void = () => {},
): Promise<Manifest> {
  const { id: protocol } = protocolById(content.protocol);
  const id = content.studyId ?? basename(resolve(folder));
  if (!studyId.safeParse(id).success) {
    // What does not fit may be a patient's name, and is not repeated.
    throw new UsageProblem(
      `got ${content.studyId === undefined ? 'the name of the folder' : 'a value'} as study id; wanted 1 to 64 letters, digits, ` +
        'hyphens or underscores: a pseudonym, never a patient identifier. Name one with --study-id.',
    );
  }
  const listed: Manifest['files'] = [];
  for (const path of files) {
    listed.push({ path, ...(await digest(join(folder, path))) });
    hashed(listed.length);
  }
  const { origin, clinical, outcome } = content;
  const parsed = manifest.safeParse({
    manifestVersion: origin ? 2 : 1,
    protocol,
    studyId: id,
    ...Object.fromEntries(Object.entries(content.belongings ?? {}).filter(([, value]) => value !== undefined)),
    ...(origin && { origin }),
    sequences,
    ...(Object.keys(clinical).length > 0 && { clinical }),
    ...(outcome && { outcome }),
    files: listed,
  });
  if (parsed.success) return parsed.data;
  const [{ path, message }] = issuesOf(parsed.error);
  throw new UsageProblem(`got ${path} that does not fit a manifest: ${message}.`);
}

async function digest(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** The manifest in a study folder, if any. @throws InputRefused `unreadable` if it is not one */
export function readManifestFile(folder: string): Manifest | undefined {
  const file = join(folder, MANIFEST_FILE);
  if (!existsSync(file)) return undefined;
  const remedy = 'Write it again with `radscore manifest`.';
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const refusal = { code: 'unreadable', file, got: 'a file that is not JSON', wanted: 'a manifest', remedy } as const;
    throw new InputRefused(refusal, { cause });
  }
  const parsed = manifest.safeParse(value);
  const issues = parsed.success ? clinicalIssues(parsed.data) : issuesOf(parsed.error);
  if (parsed.success && issues.length === 0) return parsed.data;
  const [{ path, message }] = issues;
  throw new InputRefused({
    code: 'unreadable',
    file,
    got: `${path || 'a value'} that does not fit: ${message}`,
    wanted: 'a manifest',
    remedy,
  });
}

/** What the protocol of a manifest does not take of its clinical values; nothing of a protocol that only the service may know. */
function clinicalIssues({ protocol, clinical = {} }: Manifest): readonly Issue[] {
  return PROTOCOL_IDS.includes(protocol) ? readClinical(protocolById(protocol), clinical).issues : [];
}

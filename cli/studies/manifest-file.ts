/** Reads and builds the manifest.json of a study folder. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputRefused, type NamedBytes } from '@radscore/imaging';
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
import { manifestOf, type StudySequences } from '@radscore/pipeline/upload';
import { UsageProblem } from '../terminal/failure.ts';

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
export function buildManifest(
  folder: string,
  { sequences, files }: { readonly sequences: StudySequences; readonly files: readonly string[] },
  content: readonly NamedBytes[],
  about: ManifestContent,
): Manifest {
  const { id: protocol } = protocolById(about.protocol);
  const id = about.studyId ?? basename(resolve(folder));
  if (!studyId.safeParse(id).success) {
    // What does not fit may be a patient's name, and is not repeated.
    throw new UsageProblem(
      `got ${about.studyId === undefined ? 'the name of the folder' : 'a value'} as study id; wanted 1 to 64 letters, digits, ` +
        'hyphens or underscores: a pseudonym, never a patient identifier. Name one with --study-id.',
    );
  }
  const bytesOf = new Map(content.map(({ name, bytes }) => [name, bytes]));
  const listed = files.map((path) => ({ path, ...digest(bytesOf.get(path) ?? new Uint8Array(0)) }));
  const { belongings, origin, clinical, outcome } = about;
  const built = manifestOf({ protocol, studyId: id, belongings, origin, sequences, clinical, outcome, files: listed });
  if ('manifest' in built) return built.manifest;
  const [{ path, message }] = built.issues;
  throw new UsageProblem(`got ${path} that does not fit a manifest: ${message}.`);
}

function digest(bytes: Uint8Array): { sha256: string; bytes: number } {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
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

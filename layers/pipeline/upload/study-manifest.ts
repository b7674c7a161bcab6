/** Puts a manifest together from what inspection proposes and what a person says: the same on the command line and in a page. */
import type { ProposedSequence } from '@radscore/imaging';
import type { SequenceName } from '../contracts/choices.ts';
import type { DataOrigin } from '../contracts/data-origin.ts';
import { WHOLE_STUDY } from '../contracts/identifiers.ts';
import { type Issue, issuesOf } from '../contracts/issues.ts';
import {
  type Clinical,
  isArchive,
  type Manifest,
  type ManifestSequence,
  manifest,
  type Outcome,
} from '../contracts/manifest.ts';

export type StudySequences = Partial<Record<SequenceName, ManifestSequence>>;

/** What a manifest says, before it is known to be one. */
export interface ManifestContent {
  readonly protocol: string;
  readonly studyId: string;
  readonly belongings?: { readonly patient?: string; readonly site?: string; readonly repeatOf?: string };
  /** Not said of patients: they are the default. */
  readonly origin?: DataOrigin;
  readonly sequences: StudySequences;
  readonly clinical: Clinical;
  readonly outcome?: Outcome;
  readonly files: Manifest['files'];
}

/** The manifest of a study, or what does not fit one, without repeating a value. The same content gives the same manifest. */
export function manifestOf(content: ManifestContent): { readonly manifest: Manifest } | { readonly issues: Issue[] } {
  const { protocol, studyId, belongings = {}, origin, sequences, clinical, outcome, files } = content;
  // What version 1 could not say makes a manifest one of version 2.
  const isNewer = Object.values(sequences).some(({ image, series }) => image === WHOLE_STUDY || Array.isArray(series));
  const parsed = manifest.safeParse({
    manifestVersion: origin || isNewer ? 2 : 1,
    protocol,
    studyId,
    ...Object.fromEntries(Object.entries(belongings).filter(([, value]) => value !== undefined)),
    ...(origin && { origin }),
    sequences,
    ...(Object.keys(clinical).length > 0 && { clinical }),
    ...(outcome && { outcome }),
    files,
  });
  return parsed.success ? { manifest: parsed.data } : { issues: issuesOf(parsed.error) };
}

/** A proposed sequence in the terms of a manifest. */
export function asInManifest({
  files: _files,
  because: _because,
  series,
  ...source
}: ProposedSequence): ManifestSequence {
  const ofSeries = series === undefined ? {} : { series: typeof series === 'string' ? series : [...series] };
  return { ...source, ...ofSeries } as ManifestSequence;
}

/**
 * The files that a manifest lists, in the order of their code units: those that its sequences use, and of what lies in an
 * archive the archive.
 */
export function listedFiles(names: readonly string[], used: ReadonlySet<string>): string[] {
  return names.filter((name) => used.has(name) || (isArchive(name) && holdsAny(name, used))).sort();
}

function holdsAny(archive: string, paths: ReadonlySet<string>): boolean {
  for (const path of paths) if (path.startsWith(`${archive}/`)) return true;
  return false;
}

/** The bytes of manifest.json: the same manifest always gives the same bytes, and so the same analysis. */
export function encodeManifest(content: Manifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`);
}

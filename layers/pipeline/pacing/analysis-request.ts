/** What asks for an analysis: a manifest that was uploaded, and how often a fault has interrupted its analysis before. */
import { studyOfManifest } from '../contracts/identifiers.ts';
import { studyHash } from '../storage/study-hash.ts';

/** One version of a study's manifest, to be analysed. */
export interface AnalysisRequest {
  readonly bucket: string;
  readonly key: string;
  /** S3's number of the upload among those of the same key. */
  readonly sequencer: string;
  /** When it was uploaded, ISO 8601: those that wait do so in this order. */
  readonly uploadedAt: string;
  /** How often a fault has interrupted the analysis of this upload. */
  readonly faults: number;
}

/**
 * The name of the request's execution. The same upload has the same name, so that an event that is delivered twice starts
 * nothing a second time; after a fault it has another. Nothing in it names the study. `undefined` if the key is not the
 * place of a study's manifest: a file of that name deeper in a study is a file like any other.
 */
export function executionName({ key, sequencer, faults }: AnalysisRequest): string | undefined {
  const study = studyOfManifest(key);
  if (!study) return undefined;
  const upload = `${studyHash(study).slice(0, 32)}-${sequencer.replace(/[^0-9A-Za-z]/g, '').slice(0, 36)}`;
  return faults === 0 ? upload : `${upload}-fault-${faults}`;
}

/** How many faults had come before the execution of a name. */
export function faultsBefore(name: string): number {
  return Number(/-fault-(\d+)$/.exec(name)?.[1] ?? 0);
}

/** The input of the request's execution, as EventBridge would give it; the same for every delivery of one event. */
export function executionInput({ bucket, key, sequencer }: AnalysisRequest): string {
  return JSON.stringify({ detail: { bucket: { name: bucket }, object: { key, sequencer } } });
}

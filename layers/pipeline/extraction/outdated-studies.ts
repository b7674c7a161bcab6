/** Studies whose features are of another engine, or of other settings, than the service has now. */
import { ENGINE_VERSION } from '@radscore/radiomics';
import { MANIFEST_FILE, type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import type { ReExtraction } from '../contracts/workflow.ts';
import { PROTOCOL_IDS, protocolById } from '../protocols/index.ts';
import { environment, limitOf } from '../storage/clients.ts';
import { writeObject } from '../storage/objects.ts';
import { listInstitutions, studiesAnalysedWith } from '../studies/studies.ts';
import { protocolSettingsHash } from './sequence-settings.ts';

/** Where the list lies that a distributed Map reads, and how many studies it holds. */
export interface OutdatedStudies {
  readonly bucket: string;
  readonly key: string;
  /** Below it everything of this re-extraction lies. */
  readonly prefix: string;
  readonly studies: number;
  /** How many of them are analysed at the same time. */
  readonly atOnce: number;
}

/**
 * Writes the list of the studies that are due again, a line for each: analysed, complete or partial, of a protocol that
 * this service has, with another engine or other settings. A line is the event that starts the analysis. An empty list is
 * not written.
 */
export async function listOutdatedStudies({ institution, executionName }: ReExtraction): Promise<OutdatedStudies> {
  const lines: string[] = [];
  const wanted = new Map(PROTOCOL_IDS.map((id) => [id, protocolSettingsHash(protocolById(id))]));
  for (const each of institution ? [institution] : await listInstitutions()) {
    for (const status of ['complete', 'partial'] as const) {
      for await (const study of studiesAnalysedWith(each, status)) {
        const settingsHash = wanted.get(study.protocol ?? '');
        if (settingsHash === undefined || study.sequencer === undefined) continue;
        if (study.engineVersion === ENGINE_VERSION && study.settingsHash === settingsHash) continue;
        const event = eventAgain({ institution: each, studyId: study.studyId }, study.sequencer, settingsHash);
        lines.push(JSON.stringify(event));
      }
    }
  }
  const bucket = environment('ARTEFACT_BUCKET');
  const prefix = `re-extractions/${executionName}`;
  const key = `${prefix}/studies.jsonl`;
  if (lines.length > 0) await writeObject(bucket, key, `${lines.join('\n')}\n`, 'application/jsonl');
  return { bucket, key, prefix, studies: lines.length, atOnce: limitOf('RE_EXTRACTIONS_AT_ONCE', 1) };
}

function eventAgain(study: StudyKey, sequencer: string, settingsHash: string) {
  const bucket = { name: environment('STUDY_BUCKET') };
  const key = studyPrefix(study) + MANIFEST_FILE;
  return { detail: { bucket, object: { key, sequencer: numberAfter(sequencer) }, settingsHash } };
}

/**
 * S3 numbers the uploads of a key so that those of later ones compare as greater (hexadecimal digits). The number of an
 * upload with `again` and a count after it lies between that upload and the next, and after those with a lower count.
 */
export function numberAfter(sequencer: string): string {
  const [, upload, count = '0'] = /^(.*?)(?:again(\d{6}))?$/s.exec(sequencer) ?? [];
  return `${upload}again${String(Number(count) + 1).padStart(6, '0')}`;
}

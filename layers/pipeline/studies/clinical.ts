/** Which clinical values of a study count: those of its manifest or those recorded through the API. */
import { z } from 'zod';
import { type Clinical, clinical } from '../contracts/manifest.ts';
import { type Reason, reason } from '../contracts/workflow.ts';
import { PROTOCOL_IDS, protocolById, readClinical } from '../protocols/index.ts';

const value = z.union([z.number(), z.string()]);

/** A value that came through the API, by what it was read, and the manifest that was the study's then. */
export const recordedValue = z.object({
  /** null: what was recorded before is taken back. */
  value: value.nullable(),
  recordedAt: z.string(),
  protocol: z.string(),
  manifestHash: z.string().optional(),
});
export type RecordedValue = z.infer<typeof recordedValue>;

/** Everything that was recorded for a study, by variable, the newest last. */
export const recordedClinical = z.record(z.string(), z.array(recordedValue).min(1));
export type RecordedClinical = z.infer<typeof recordedClinical>;

/** What the study row says of clinical values. */
export const countingClinical = {
  clinical: clinical.optional(),
  clinicalNotes: z.array(reason).optional().meta({
    description: 'What to check: values that the API and the manifest contradict, rare ones, those of another protocol',
  }),
};

/** A clinical value that counts, where it came from, and what was there before. */
export const clinicalEntry = z
  .object({
    name: z.string(),
    label: z.string(),
    role: z.enum(['used', 'recorded']),
    value: value.nullable().meta({ description: 'null: it is not known' }),
    source: z.enum(['manifest', 'api']).nullable(),
    recordedAt: z.string().optional(),
    manifest: value.optional().meta({ description: "The manifest's value, if it is another than the one that counts" }),
    history: z
      .array(z.object({ value: value.nullable(), recordedAt: z.string() }))
      .meta({ description: 'What came through the API, the newest first; null takes a value back' }),
  })
  .meta({ id: 'ClinicalEntry' });
export type ClinicalEntry = z.infer<typeof clinicalEntry>;

/**
 * The values that count. One that came through the API counts before the manifest's, as for outcomes: it is a statement
 * about this one value, and a manifest is uploaded again for other reasons.
 *
 * @param protocolId of the study's manifest; without one nothing can be compared yet
 * @param manifestHash of the study's newest manifest
 */
export function effectiveClinical(
  protocolId: string | undefined,
  manifest: Clinical | undefined,
  recorded: RecordedClinical | undefined,
  manifestHash?: string,
): { readonly clinical?: Clinical; readonly clinicalNotes?: Reason[] } {
  if (manifest === undefined && recorded === undefined) return {};
  const notes: Reason[] = [];
  const values: Clinical = { ...manifest };
  for (const [name, entries] of Object.entries(recorded ?? {})) {
    const { value: newest, recordedAt, protocol, manifestHash: recordedFor } = entries[entries.length - 1];
    if (newest === null) continue;
    const read = protocolId === undefined || protocolId === protocol ? newest : readBy(protocolId, name, newest);
    if (read === undefined) {
      notes.push(otherProtocol(name, protocol, protocolId ?? protocol));
      continue;
    }
    const given = manifest?.[name];
    if (given !== undefined && given !== read) notes.push(contradicted(name, recordedAt));
    const isOfEarlier = recordedFor !== undefined && manifestHash !== undefined && recordedFor !== manifestHash;
    if (given === undefined && isOfEarlier) notes.push(ofEarlierManifest(name, recordedAt));
    values[name] = read;
  }
  notes.push(...rare(protocolId, values));
  return { clinical: values, ...(notes.length > 0 && { clinicalNotes: notes }) };
}

/** Every variable of the study's protocol with its value and where that came from. */
export function clinicalEntries(
  protocolId: string,
  manifest: Clinical | undefined,
  recorded: RecordedClinical | undefined,
): ClinicalEntry[] {
  const { clinical: counting = {} } = effectiveClinical(protocolId, manifest, recorded);
  return protocolById(protocolId).clinical.map(({ name, label, role }): ClinicalEntry => {
    const entries = recorded?.[name] ?? [];
    const newest = entries.at(-1);
    const counts = counting[name];
    const given = manifest?.[name];
    const isRecorded = newest !== undefined && newest.value !== null && counts !== undefined;
    return {
      name,
      label,
      role,
      value: counts ?? null,
      source: counts === undefined ? null : isRecorded ? 'api' : 'manifest',
      ...(isRecorded && { recordedAt: newest.recordedAt }),
      ...(given !== undefined && given !== counts && { manifest: given }),
      history: entries.map(({ value: was, recordedAt }) => ({ value: was, recordedAt })).reverse(),
    };
  });
}

/** A value by the declarations of another protocol than the one that it was read by. */
function readBy(protocolId: string, name: string, given: number | string): number | string | undefined {
  if (!PROTOCOL_IDS.includes(protocolId)) return undefined;
  return readClinical(protocolById(protocolId), { [name]: given }).clinical[name];
}

function rare(protocolId: string | undefined, values: Clinical): readonly Reason[] {
  if (protocolId === undefined || !PROTOCOL_IDS.includes(protocolId)) return [];
  return readClinical(protocolById(protocolId), values).notes;
}

function contradicted(name: string, recordedAt: string): Reason {
  const message =
    `got another ${name} through the API on ${recordedAt} than in the manifest; wanted one value. The one sent through the API counts; ` +
    'send it again if it is wrong, or null to take it back.';
  return { code: 'clinical-contradicted', message };
}

function ofEarlierManifest(name: string, recordedAt: string): Reason {
  const message =
    `got ${name} through the API on ${recordedAt}, when the study had another manifest; wanted a value for this one. ` +
    'It counts. Send it again if the images are of the same patient, or correct it.';
  return { code: 'clinical-of-earlier-manifest', message };
}

function otherProtocol(name: string, recorded: string, protocolId: string): Reason {
  const message =
    `got ${name} through the API by ${recorded}; wanted a value that ${protocolId}, the protocol of the manifest, takes. ` +
    'It is kept, and does not count. Send one that it takes, or null.';
  return { code: 'clinical-other-protocol', message };
}

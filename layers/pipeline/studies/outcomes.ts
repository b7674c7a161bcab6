/** Which outcome of a study counts: that of its manifest or one recorded through the API. */
import { z } from 'zod';
import { type Outcome, outcome } from '../contracts/manifest.ts';
import { type Reason, reason } from '../contracts/workflow.ts';
import { PROTOCOL_IDS, protocolById } from '../protocols/index.ts';

/** An outcome and when this service received it: with a manifest, or through the API. */
export const datedOutcome = outcome.extend({ recordedAt: z.string() });
export type DatedOutcome = z.infer<typeof datedOutcome>;

/**
 * An outcome that came through the API, with the manifest that was the study's at that time: another manifest may be of
 * other images, or of another patient by mistake.
 */
export const recordedOutcome = datedOutcome.extend({
  /** A row of an earlier layout does not say where the outcome came from. */
  source: z.literal('unknown').optional(),
  manifestHash: z.string().optional(),
});
export type RecordedOutcome = z.infer<typeof recordedOutcome>;

/** `unknown`: a row of an earlier layout does not say whether an earlier manifest or the API brought the outcome. */
export const outcomeSource = z.enum(['manifest', 'api', 'unknown']);

/** The outcome that counts for a study, and what is to be known of it. */
export const studyOutcome = datedOutcome
  .extend({
    source: outcomeSource,
    contradicts: datedOutcome
      .extend({ source: z.literal('manifest') })
      .optional()
      .meta({ description: "The manifest's outcome, if it is another than the one that the API recorded" }),
    notes: z.array(reason).optional().meta({ description: 'Why it does not count for cohorts, or what to check' }),
  })
  .meta({ id: 'StudyOutcome', description: 'An outcome sent through the API counts before that of the manifest' });
export type StudyOutcome = z.infer<typeof studyOutcome>;

/** Notes that keep a study out of cohorts; a contradiction is reported and does not. */
const EXCLUDING: ReadonlySet<string> = new Set(['outcome-definition', 'outcome-unattributed']);

/** Why a study with this outcome is no row of a cohort; `undefined` if it may be one. */
export function whyOutcomeLeft(found: StudyOutcome): Reason | undefined {
  return found.notes?.find(({ code }) => EXCLUDING.has(code));
}

/**
 * The outcome that counts, for the study's answers and for training alike: the one sent through the API, else the
 * manifest's. A manifest is written before surgery or shortly after, and is uploaded again for other reasons (a better
 * mask, a missing file), so that a later manifest is no newer knowledge of the outcome; a PUT of the outcome is a
 * statement about this one value. If the two differ, both are reported with their dates.
 *
 * @param protocolId of the study's manifest; without one the definition cannot be compared yet
 * @param manifestHash of the study's newest manifest
 */
export function effectiveOutcome(
  protocolId: string | undefined,
  manifest: DatedOutcome | undefined,
  recorded: RecordedOutcome | undefined,
  manifestHash?: string,
): StudyOutcome | undefined {
  const isUnattributed = recorded?.source === 'unknown';
  if (manifest && (!recorded || isUnattributed)) return noted(protocolId, { ...manifest, source: 'manifest' });
  if (!recorded) return undefined;
  const { manifestHash: recordedFor, source, ...dated } = recorded;
  const found: StudyOutcome = { ...dated, source: source ?? 'api' };
  if (manifest && manifest.pcr !== recorded.pcr) found.contradicts = { ...manifest, source: 'manifest' };
  const isOfEarlier = !manifest && recordedFor !== undefined && recordedFor !== manifestHash;
  return noted(protocolId, found, isOfEarlier ? [ofEarlierManifest(found)] : []);
}

/** The manifest that the study has now has no outcome that would confirm the recorded one. */
function ofEarlierManifest(found: StudyOutcome): Reason {
  const message =
    `got ${words(found)} through the API on ${found.recordedAt}, when the study had another manifest; wanted an outcome of this one. ` +
    'It counts. Send it again if the images are of the same patient, or correct it.';
  return { code: 'outcome-of-earlier-manifest', message };
}

function noted(protocolId: string | undefined, found: StudyOutcome, notes: Reason[] = []): StudyOutcome {
  const { contradicts, definition, source } = found;
  if (source === 'unknown') {
    const message =
      'got an outcome of which an earlier version of this service did not keep whether an earlier manifest or the API brought it; ' +
      'wanted one with its source. Send it with PUT /v1/studies/{id}/outcome, or upload a manifest that has it.';
    notes.push({ code: 'outcome-unattributed', message });
  }
  if (contradicts) {
    const message =
      `got ${words(found)} through the API on ${found.recordedAt}, and ${words(contradicts)} in the manifest of ${contradicts.recordedAt}; ` +
      'wanted one outcome. The one sent through the API counts; send it again if it is wrong, or correct the manifest.';
    notes.push({ code: 'outcome-contradicted', message });
  }
  const wanted = protocolId === undefined ? undefined : definitionOf(protocolId);
  if (wanted !== undefined && !isSameDefinition(definition, wanted)) {
    const message =
      `got an outcome defined as "${definition}"; wanted "${wanted}", the definition of ${protocolId}. The outcome is kept, and the study is ` +
      "left out of cohorts. Send the outcome by the protocol's definition.";
    notes.push({ code: 'outcome-definition', message });
  }
  return notes.length > 0 ? { ...found, notes } : found;
}

function definitionOf(protocolId: string): string | undefined {
  return PROTOCOL_IDS.includes(protocolId) ? protocolById(protocolId).outcome.definition : undefined;
}

/** Case, spaces and the forms of a character do not make another definition; none is the protocol's. */
export function isSameDefinition(got: string | undefined, wanted: string): boolean {
  const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
  return got === undefined || plain(got) === '' || plain(got) === plain(wanted);
}

function words({ pcr, definition }: Outcome): string {
  return `${pcr ? 'pCR' : 'no pCR'}${definition?.trim() ? ` (${definition})` : ''}`;
}

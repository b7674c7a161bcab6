/** What an imported version answers, for values at hand or for a stored study that was measured by its settings. */

import { originOf } from '../contracts/data-origin.ts';
import type { ImportedSignature } from '../contracts/imported-signature.ts';
import type { Clinical } from '../contracts/manifest.ts';
import type { Reason } from '../contracts/workflow.ts';
import { SettingsMismatch } from '../errors.ts';
import type { Audience } from '../models/audience.ts';
import type { ModelVersionRow } from '../models/models.ts';
import { abstentionOf, modelOf, type Values } from '../predictions/fitted-answer.ts';
import { loadNamedFeatures } from '../predictions/selected-features.ts';
import type { ReadSignature } from '../signatures/read-signature.ts';
import { scoreSignature } from '../signatures/score-signature.ts';
import { signatureOfVersion } from '../signatures/stored-signature.ts';
import type { OpenedStudy } from './answers.ts';
import type { CardFields } from './model-card.ts';
import { RESEARCH_USE_ONLY } from './schemas/notice.ts';
import type { AbstentionAnswer, SignatureAnswer } from './schemas/predictions.ts';

type Asked =
  | { readonly studyId: string; readonly clinical?: Clinical }
  | { readonly features: Record<string, number>; readonly clinical?: Clinical };

/**
 * The answer of an imported version, with the numbers of `radscore signature score`.
 *
 * @param opened the study, if one is asked for
 * @throws InvalidValue naming a value that is missing or cannot be used
 */
export async function answerBySignature(
  version: ModelVersionRow,
  imported: ImportedSignature,
  asked: Asked,
  opened: Promise<OpenedStudy> | undefined,
): Promise<SignatureAnswer | AbstentionAnswer> {
  const read = await signatureOfVersion(version);
  if (!('studyId' in asked)) {
    return answered(version, imported, read, { features: asked.features, clinical: asked.clinical ?? {} });
  }
  if (!opened) throw new Error('got a study that was not opened; wanted it opened');
  const { row, vector } = await opened;
  const { studyId, manifestHash } = row;
  const why = 'code' in vector ? vector : whyOtherMeasure(version, imported, row.protocol, vector.settingsHash);
  if (why || 'code' in vector) return { ...abstentionOf(version, why as Reason), studyId, manifestHash };
  const features = await loadNamedFeatures(vector, version.selected);
  const missing = version.selected.filter((name) => features[name] === undefined);
  if (missing.length > 0) {
    const message = `got ${missing.length} of the ${version.selected.length} features of the signature without a value (${missing[0]}); wanted all of them.`;
    return { ...abstentionOf(version, { code: 'features-missing', message }), studyId, manifestHash };
  }
  const clinical = { ...row.clinical, ...asked.clinical };
  return { ...answered(version, imported, read, { features, clinical }), studyId, manifestHash };
}

function answered(
  version: ModelVersionRow,
  imported: ImportedSignature,
  read: ReadSignature,
  { features, clinical }: Values,
): SignatureAnswer {
  const {
    radScore,
    source,
    probability,
    class: side,
    byRadScore,
    byNomogram,
    contributions,
    warnings,
  } = scoreSignature(read, { features, clinical });
  return {
    model: modelOf(version),
    imported,
    source,
    radScore,
    probability,
    class: side,
    byRadScore,
    byNomogram: byNomogram && { ...byNomogram, terms: [...byNomogram.terms] },
    contributions: [...contributions],
    warnings: warnings.map(({ code, message }) => ({ code, message })),
    notice: RESEARCH_USE_ONLY,
  };
}

/** Values of other settings are other values under the same names. */
function whyOtherMeasure(
  version: ModelVersionRow,
  { measuredBy }: ImportedSignature,
  protocol: string | undefined,
  settingsHash: string,
): Reason | undefined {
  if (measuredBy === null || measuredBy !== protocol) {
    const own = measuredBy === null ? 'which has settings of its own' : `whose features are those of ${measuredBy}`;
    const message =
      `got a study of protocol ${protocol} and ${version.name} version ${version.version}, ${own}; wanted values by the settings of the signature. ` +
      'Measure them with radscore signature score, or send them as features.';
    return { code: 'protocol-mismatch', message };
  }
  if (settingsHash === version.settingsHash) return undefined;
  return { code: 'settings-mismatch', message: new SettingsMismatch(settingsHash, version.settingsHash).message };
}

/** The card of an imported version: where it is from and what it leaves open; no figure, for there is none. */
export async function importedCard(
  version: ModelVersionRow,
  { title, doi, citation, coefficients, assumed }: ImportedSignature,
  audience: Audience,
): Promise<CardFields> {
  const { signature, open } = await signatureOfVersion(version);
  const {
    owner,
    name,
    version: number,
    selected,
    createdAt,
    settingsHash,
    engineVersion,
    modelSha256,
    apparent,
  } = version;
  const { outcome, cohort } = signature;
  const source = doi === null ? (citation ?? 'not stated') : `doi:${doi}`;
  const message = `${title}: a published signature, imported from its file (${source}). No row of this service trained or judged it, and no figure of it is known here.`;
  return {
    audience,
    model: { owner, name, version: number, dataOrigin: originOf(version) },
    intendedUse: `${coefficients === 'made up' ? 'An example with made-up coefficients, and no evidence. ' : ''}Research on a published score. Not for decisions about patients.`,
    data: {
      rows: { train: 0, test: 0 },
      events: { train: 0, test: 0 },
      outcome: `${outcome?.name ?? 'not stated'} (${outcome?.definition ?? 'definition not stated'})`,
    },
    protocol: {
      id: version.protocol,
      source,
      choices: [
        ...assumed.map(({ path, value }) => ({ topic: path, ours: String(value), paper: 'not stated' })),
        ...open.map(({ path, asks }) => ({ topic: path, ours: 'not used by the score', paper: `not stated: ${asks}` })),
      ],
      modelling: { id: 'imported' },
    },
    performance: {
      apparent,
      headline: [],
      verdicts: [`Published cohort: ${cohort?.description ?? 'not stated'}. Nothing was validated here.`],
    },
    selected,
    warnings: [{ code: 'imported-version', message }],
    provenance: { createdAt, settingsHash, engineVersion, modelSha256 },
  };
}

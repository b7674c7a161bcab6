/** A model in the page, and its answer by the functions with which the service answers. */
import {
  type Answer,
  type AnsweringVersion,
  answerForValues,
  type ClinicalVariable,
  namedFeatures,
  PROTOCOL_IDS,
  type PredictionAnswer,
  protocolById,
  protocolSettingsHash,
  type Reason,
  repeatedImage,
  SEQUENCES,
  type SequenceFeatures,
  type SequenceName,
} from '@radscore/pipeline/browser';
import type { FittedModel } from '@radscore/statistics';

/** A version with its models, as the API gives it or as a page carries it. It can be written as JSON. */
export interface ScoringModel {
  readonly version: AnsweringVersion;
  /** Fitted models by the keys that the version and its submodels have. */
  readonly models: Readonly<Record<string, FittedModel>>;
  /** Why it answers nothing any more. */
  readonly silent?: Reason;
  /** Whether it is the model as institutions without rows of their own see it. */
  readonly isForOthers?: boolean;
}

export type Measured = Readonly<Partial<Record<SequenceName, SequenceFeatures>>>;
export type ClinicalValues = Readonly<Record<string, number | string>>;

export const WHOLE_MODEL = 'model';

/** The part of `GET …/versions/{version}/model` that is used. */
export interface ModelAnswer
  extends Pick<AnsweringVersion, 'owner' | 'name' | 'version' | 'protocol' | 'settingsHash' | 'engineVersion'> {
  readonly model: unknown;
  readonly submodels: readonly {
    readonly sequences: readonly SequenceName[];
    readonly model: unknown;
    readonly area?: {
      readonly auc: number | null;
      readonly ci: readonly (number | null)[];
      readonly rows: 'test' | 'cross-validation';
    };
    readonly confidence?: number;
  }[];
  readonly silent?: Reason;
  readonly audience?: 'participant' | 'other';
}

/** The part of `GET …/versions/{version}` that is used. */
export interface VersionAnswer {
  readonly dataOrigin?: AnsweringVersion['dataOrigin'];
  readonly submodels?: readonly Omit<
    NonNullable<AnsweringVersion['submodels']>[number],
    'modelKey' | 'evaluationKey'
  >[];
}

function submodelKey(sequences: readonly SequenceName[]): string {
  return `${WHOLE_MODEL}-${sequences.join('-')}`;
}

/** A version of the service as a page scores with it: its submodels as the version describes them, those that answer with their models. */
export function scoringModelOf(
  { owner, name, version, protocol, settingsHash, engineVersion, model, submodels, silent, audience }: ModelAnswer,
  { dataOrigin, submodels: described = [] }: VersionAnswer,
): ScoringModel {
  const whole = model as FittedModel;
  const models: Record<string, FittedModel> = { [WHOLE_MODEL]: whole };
  for (const one of submodels) models[submodelKey(one.sequences)] = one.model as FittedModel;
  const rows = described.map((row) =>
    submodelKey(row.sequences) in models ? { ...row, modelKey: submodelKey(row.sequences) } : row,
  );
  return {
    version: {
      owner,
      name,
      version,
      protocol,
      dataOrigin,
      settingsHash,
      engineVersion,
      modelKey: WHOLE_MODEL,
      selected: whole.features.map((feature) => feature.name),
      submodels: rows,
    },
    models,
    silent,
    ...(audience === 'other' && { isForOthers: true }),
  };
}

/** Why this page cannot measure what a model was fitted on; undefined if it can. */
export function whyNotMeasurable({ version }: ScoringModel): Reason | undefined {
  const { protocol, settingsHash } = version;
  if (!PROTOCOL_IDS.includes(protocol)) {
    return {
      code: 'unknown-protocol',
      message: `got a model of protocol ${protocol}; wanted one of ${PROTOCOL_IDS.join(', ')}, whose settings this page has.`,
    };
  }
  if (protocolSettingsHash(protocolById(protocol)) === settingsHash) return undefined;
  return {
    code: 'settings-mismatch',
    message: `got a model of other feature settings (${settingsHash.slice(0, 12)}) than ${protocol} has in this page; wanted the same. Use a page of the service's own version.`,
  };
}

/** Two sequences that are one image: a mistake of what was chosen, after which no answer is to be believed. */
export function imageTwice(measured: Measured): Reason | undefined {
  const seen = new Map<string, SequenceName>();
  for (const sequence of SEQUENCES) {
    const hash = measured[sequence]?.imageHash;
    if (hash === undefined) continue;
    const first = seen.get(hash);
    if (first) return repeatedImage(first, sequence, 'the same voxels');
    seen.set(hash, sequence);
  }
  return undefined;
}

/** What a request of the same answer holds: the features that the models of the version use, of sequences that are whole. */
export function valuesToSend(
  { models }: ScoringModel,
  measured: Measured,
  clinical: ClinicalValues,
): { features: Record<string, number>; clinical: Record<string, number | string> } {
  const used = new Set(Object.values(models).flatMap(({ features }) => features.map(({ name }) => name)));
  const all = Object.values(measured).flatMap((one) => (one.gap ? [] : Object.entries(namedFeatures(one))));
  return { features: Object.fromEntries(all.filter(([name]) => used.has(name))), clinical: { ...clinical } };
}

/** The answer, to the bit what the API gives for the same values. @throws InvalidValue naming a feature without a value */
export async function answerHere(
  { version, models, silent }: ScoringModel,
  measured: Measured,
  clinical: ClinicalValues,
): Promise<Answer> {
  const { owner, name, version: number } = version;
  const why = silent ?? imageTwice(measured);
  const notice = 'Research use only. Not a medical device.';
  if (why) return { model: { owner, name, version: number }, abstained: why, notice };
  const values = valuesToSend({ version, models }, measured, clinical);
  return answerForValues({ model: async (key) => models[key] }, version, values);
}

/** Fields of two answers that are not the same; empty for equal ones. What the API's answer cost is no part of the answer: here none costs. */
export function differences(here: Answer, there: Answer): string[] {
  const [a, b] = [here, there] as unknown as Readonly<Record<string, unknown>>[];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => name !== 'cost');
  return names.filter((name) => canonical(a[name]) !== canonical(b[name]));
}

/** What a model for institutions without rows of their own has less exactly: no fingerprint, no range, a rounded threshold. */
export const WITHHELD_FROM_OTHERS: ReadonlySet<string> = new Set(['inTraining', 'threshold', 'warnings']);

/** The same text for the same value; a field that is undefined is none. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === 'object' && one !== null && !Array.isArray(one)
        ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
        : one,
    ) ?? ''
  );
}

/** The fitted model that gave an answer: the whole one, or the submodel of the sequences that are there. */
export function modelOfAnswer(
  { version, models }: ScoringModel,
  { submodel }: Pick<PredictionAnswer, 'submodel'>,
): FittedModel {
  return models[submodel ? submodelKey(submodel.sequences) : version.modelKey];
}

/** A clinical variable of a model as a form asks for it. */
export interface AskedVariable {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  /** Undefined for a number. */
  readonly levels?: readonly { readonly value: string; readonly word: string }[];
  readonly range?: readonly [number, number];
}

/** The variables that the model uses, in the words of its protocol, or else of its table. */
export function askedVariables({ version, models }: ScoringModel): AskedVariable[] {
  const { about, clinical } = models[version.modelKey];
  const declared: readonly ClinicalVariable[] = PROTOCOL_IDS.includes(version.protocol)
    ? protocolById(version.protocol).clinical
    : [];
  return (clinical?.variables ?? []).map(({ name, kind, levels }): AskedVariable => {
    const known = declared.find((one) => one.name === name);
    const words = about?.variables?.[name];
    const label = known?.label ?? words?.label ?? name;
    if (kind === 'continuous') {
      const unit = known?.kind === 'continuous' ? (known.symbol ?? known.unit) : (words?.unit ?? '');
      return { name, label, unit, range: known?.kind === 'continuous' ? known.range : undefined };
    }
    const own = known && known.kind !== 'continuous' ? known.words : words?.levels;
    return { name, label, unit: '', levels: levels.map((value) => ({ value, word: own?.[value] ?? value })) };
  });
}

/** The fitted model of a version, for pages that predict with it: whole for participants, without single rows for others. */
import { type FittedModel, type LogisticFit, prettyTicks, rounded } from '@radscore/statistics';
import type { SequenceName } from '../contracts/choices.ts';
import type { Reason } from '../contracts/workflow.ts';
import type { Audience } from '../models/audience.ts';
import type { ModelVersionRow } from '../models/models.ts';
import type { SubmodelRow } from '../models/submodel-row.ts';
import { whyNotAnswering } from '../models/version-status.ts';
import { environment } from '../storage/clients.ts';
import { readJson } from '../storage/objects.ts';
import { FiguresWithheld, requireShown } from './version-report.ts';

/** A version's models, and what a page must know to predict with them. */
export interface VersionModel {
  readonly owner: string;
  readonly name: string;
  readonly version: number;
  readonly audience: Audience;
  readonly model: object;
  readonly submodels: readonly {
    readonly sequences: readonly SequenceName[];
    readonly model: object;
    readonly area?: SubmodelRow['area'];
    readonly confidence?: number;
  }[];
  readonly protocol: string;
  readonly settingsHash: string;
  readonly engineVersion: string;
  readonly silent?: Reason;
}

/**
 * The model of a version and its submodels that answer. @throws FiguresWithheld for others, by the rule of the nomogram:
 * coefficients and means of two models whose rows differ by one patient are that patient
 */
export async function modelOfVersion(version: ModelVersionRow, audience: Audience): Promise<VersionModel> {
  const { owner, name, version: number, protocol, settingsHash, engineVersion } = version;
  const answering = (version.submodels ?? []).filter(({ status, modelKey }) => status === 'answers' && modelKey);
  const [model, silent, ...submodels] = await Promise.all([
    storedModel(version.modelKey),
    whyNotAnswering(version),
    ...answering.map(({ modelKey = '' }) => storedModel(modelKey)),
  ]);
  if (audience === 'other') requireShown(version, model);
  const shown = (one: FittedModel): object => (audience === 'participant' ? one : publishedModel(version, one));
  return {
    owner,
    name,
    version: number,
    audience,
    model: shown(model),
    submodels: answering.map(({ sequences, area, confidence }, i) => ({
      sequences,
      model: shown(submodels[i]),
      ...(audience === 'participant' && { area, confidence }),
    })),
    protocol,
    settingsHash,
    engineVersion,
    ...(silent && { silent }),
  };
}

async function storedModel(key: string): Promise<FittedModel> {
  return (await readJson(environment('ARTEFACT_BUCKET'), key)) as FittedModel;
}

/**
 * A model as others get it; an allow-list. It predicts as the whole one does: coefficients, means and covariances are those
 * of all rows. Gone is what is of single rows: fingerprints, ranges (those of clinical variables and of the Rad-score go
 * out to the round numbers of the nomogram's axes; without that of a feature a page abstains earlier than the API), the
 * exact threshold, and likelihoods, from which the exact counts follow.
 *
 * @throws FiguresWithheld for a model that knows its sites and answers for no other: it has no answer for others
 */
export function publishedModel(version: ModelVersionRow, model: FittedModel): object {
  const { format, about, protocol, training, features, harmonisation, radScore, clinical, nomogram } = model;
  if (harmonisation?.unseenSite === 'abstain') throw new FiguresWithheld(version, SITES_ONLY);
  return {
    format,
    ...(about && { about: publishedAbout(about) }),
    protocol,
    training: { n: rounded(training.n, 5), events: rounded(training.events, 5) },
    features: features.map(({ name, mean, sd, coefficient, imputed }) => ({ name, mean, sd, coefficient, imputed })),
    // Sites of others are not in it, and values of a site that is not are taken as they are.
    harmonisation: null,
    radScore: publishedFit(radScore),
    clinical: clinical && {
      variables: clinical.variables.map(({ range, ...variable }) => ({
        ...variable,
        range: range && outwards(range),
        values: null,
      })),
      fit: publishedFit(clinical.fit),
    },
    nomogram: nomogram && { fit: publishedFit(nomogram.fit), scale: nomogram.scale },
    thresholds: Object.fromEntries(
      Object.entries(model.thresholds).map(([kind, { probability }]) => [kind, publishedThreshold(probability)]),
    ),
    radScoreRange: outwards(model.radScoreRange),
  };
}

const SITES_ONLY: Reason = {
  code: 'site-unseen',
  message:
    'it was harmonised on the sites of its rows, and abstains from values of any other; wanted a version that takes them as they are.',
};

function publishedAbout({ version, engine, outcome, positive, negative, ...about }: NonNullable<FittedModel['about']>) {
  const { protocol, units, variables, synthetic } = about;
  return { version, engine, outcome, positive, negative, protocol, units, variables, synthetic };
}

function publishedFit({ terms, coefficients, standardErrors, covariance, n, events, ...fit }: LogisticFit) {
  const { method, separated, aliased } = fit;
  const counts = { n: rounded(n, 5), events: rounded(events, 5) };
  return { terms, coefficients, standardErrors, covariance, ...counts, method, separated, aliased };
}

/** A frozen threshold is the score of one row; to 0.01 it is not, and every interval that is so near holds both. */
function publishedThreshold(exact: number): { score: number; probability: number } {
  const probability = Math.min(0.99, Math.max(0.01, rounded(exact, 0.01)));
  return { score: Math.log(probability / (1 - probability)), probability };
}

/** The round numbers that enclose a range, as the nomogram's axes have them. */
function outwards([low, high]: readonly [number, number]): [number, number] {
  const ticks = prettyTicks(low, high, 10);
  return [ticks[0], ticks[ticks.length - 1]];
}

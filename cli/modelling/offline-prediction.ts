/** Scores rows with a model at hand: the folder of a fit. */
import {
  type CohortDistance,
  outcomeWords,
  type Prediction,
  predictOrAbstain,
  RESEARCH_USE,
} from '@radscore/statistics';
import { readTableFile, type TableFile } from '../files/table-file.ts';
import type { Answer } from '../service/client.ts';
import { withGivenValues } from './given-values.ts';
import { readModelFolder } from './model-folder.ts';
import { predictionRows } from './prediction-table.ts';

/** What a model at hand answers: as the API's prediction, without what only a stored version has. */
export type OfflineAnswer =
  | (Omit<Extract<Answer, { probability: number }>, 'model' | 'settingsHash' | 'engineVersion' | 'threshold'> & {
      /** The event that the probability is of, in the words of the model's table. */
      readonly outcome: string;
      /** Of the interval, as the model's protocol has it. */
      readonly confidence: number;
      /** Frozen in training, as a probability. */
      readonly threshold: number;
      /** Side of the threshold; `near` if the interval holds both. */
      readonly class: Prediction['side'];
      /** The row is one that the model was fitted on. */
      readonly inTraining: boolean;
    })
  | {
      readonly abstained: { readonly code: string; readonly message: string; readonly distance?: CohortDistance };
      readonly notice: string;
    };

/** What is asked of every row. */
export interface OfflineQuestion {
  /** The column of sites, for a model that harmonises them. */
  readonly site?: string;
  /** Whether only certain answers count. */
  readonly certain?: boolean;
  /** `ki67=60`: of every row, in place of a column. */
  readonly clinical?: readonly string[];
}

/**
 * Scores every row of a table with the model of a folder; no cloud. A row without an answer has the reason.
 *
 * @param file a table, or the name of one of text
 * @throws InputRefused `unreadable` for a file that is no model or a table that lacks what the model needs
 */
export function predictOffline(
  folder: string,
  file: string | TableFile,
  { site, certain, clinical }: OfflineQuestion = {},
): { id: string; answer: OfflineAnswer }[] {
  const model = readModelFolder(folder);
  const variables = (model.clinical?.variables ?? []).map(({ name }) => name);
  const read = typeof file === 'string' ? readTableFile(file, 'a table of features') : file;
  const table = withGivenValues(read, clinical, variables);
  const rows = predictionRows(table, {
    model: folder,
    features: model.features.map(({ name, imputed }) => ({ name, imputed: imputed !== null })),
    clinical: model.clinical?.variables ?? [],
    site,
  });
  const { event } = outcomeWords(model.about);
  return rows.map((row) => {
    const { id } = row;
    if ('abstained' in row) return { id, answer: { abstained: row.abstained, notice: RESEARCH_USE } };
    const { features, clinical } = row.input;
    const prediction = predictOrAbstain(model, features, clinical, { site: row.site });
    if ('abstained' in prediction) {
      const { of: _, ...abstained } = prediction.abstained;
      return { id, answer: { abstained, notice: RESEARCH_USE } };
    }
    if (certain && prediction.side === 'near') {
      return { id, answer: { abstained: acrossThreshold(prediction), notice: RESEARCH_USE } };
    }
    return {
      id,
      answer: {
        outcome: event,
        source: prediction.model === 'nomogram' ? 'nomogram' : 'rad-score',
        probability: prediction.probability,
        interval: prediction.interval,
        confidence: prediction.confidence,
        threshold: prediction.thresholdProbability,
        class: prediction.side,
        inTraining: prediction.inTraining,
        radScore: prediction.radScore,
        points: prediction.points ?? undefined,
        contributions: prediction.contributions,
        warnings: prediction.warnings.map(({ code, message }) => ({ code, message })),
        notice: RESEARCH_USE,
      },
    };
  });
}

function acrossThreshold({ interval, thresholdProbability }: Prediction) {
  const [low, high, threshold] = [...interval, thresholdProbability].map((one) => Number(one.toPrecision(3)));
  const message =
    `got an interval of ${low} to ${high}, which holds the threshold ${threshold}; wanted one on one side of it, ` +
    'for certainty was asked for. Ask without --certain for the probability.';
  return { code: 'interval-across-threshold', message };
}

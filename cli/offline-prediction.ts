import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputRefused } from '@radscore/imaging';
import { type FittedModel, predict, RESEARCH_USE } from '@radscore/statistics';
import type { Answer } from './client.ts';
import { readCsvFile, readText } from './csv.ts';
import { predictionRows } from './prediction-table.ts';

/** What a model at hand answers: as the API's prediction, without what only a stored version has. */
export type OfflineAnswer = Omit<Extract<Answer, { probability: number }>, 'model' | 'settingsHash' | 'engineVersion'>;

/** Whether a name means a folder that `radscore fit` wrote, and no model of the service: those have no path. */
export function isModelFolder(name: string): boolean {
  return /^\.|[\\/]/.test(name) || existsSync(join(name, 'model.json'));
}

/**
 * Scores every row of a table with the model of a folder; no cloud.
 *
 * @param site the column of sites, for a model that harmonises them
 * @throws InputRefused `unreadable` for a file that is no model or a table that lacks what the model needs; InvalidTable
 *   for a site that training did not see, where the protocol abstains from those
 */
export function predictOffline(
  folder: string,
  file: string,
  site: string | undefined,
): { id: string; answer: OfflineAnswer }[] {
  const model = readModel(join(folder, 'model.json'));
  const rows = predictionRows(readCsvFile(file, 'a table of features'), file, {
    model: folder,
    features: model.features.map(({ name, imputed }) => ({ name, imputed: imputed !== null })),
    clinical: model.clinical?.variables ?? [],
    site,
  });
  return rows.map(({ id, input, site }) => {
    const { features, clinical } = input;
    const prediction = predict(model, features, clinical, { site });
    return {
      id,
      answer: {
        source: prediction.model === 'nomogram' ? 'nomogram' : 'rad-score',
        probability: prediction.probability,
        interval: prediction.interval,
        radScore: prediction.radScore,
        points: prediction.points ?? undefined,
        contributions: prediction.contributions,
        warnings: prediction.warnings.map(({ code, message }) => ({ code, message })),
        notice: RESEARCH_USE,
      },
    };
  });
}

function readModel(file: string): FittedModel {
  const text = readText(file, 'a model that radscore fit wrote');
  const refuse = (got: string, cause?: unknown) =>
    new InputRefused(
      { code: 'unreadable', file, got, wanted: 'a model that radscore fit wrote', remedy: 'Fit it again.' },
      { cause },
    );
  let model: FittedModel;
  try {
    model = JSON.parse(text);
  } catch (cause) {
    throw refuse('no JSON', cause);
  }
  if (model?.format !== 'radscore-model/1') throw refuse(`the format ${JSON.stringify(model?.format ?? null)}`);
  return model;
}

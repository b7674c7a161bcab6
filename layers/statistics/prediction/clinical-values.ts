/** The clinical values of one patient, checked against the model's variables. */
import { OutsideCohort } from '../errors.ts';
import { clinicalDistance, isClinicalOutside } from '../learning/abstention.ts';
import { levelIndex, ordinal } from '../learning/clinical.ts';
import type { FittedModel } from '../model/fitted-model.ts';
import type { PredictionWarning } from './prediction-warning.ts';

/** Values of the clinical variables as numbers, or null (with a warning) if one cannot be had. @throws InvalidValue, OutsideCohort */
export function clinicalValues(
  model: FittedModel,
  clinical: Record<string, number | string> | undefined,
  warnings: PredictionWarning[],
): number[] | null {
  const values: number[] = [];
  let complete = true;
  for (const variable of model.clinical?.variables ?? []) {
    const given = clinical?.[variable.name];
    const absent = given === undefined || given === null || given === '' || Number.isNaN(given);
    if (absent && variable.imputed === null) {
      complete = false;
      warnings.push({
        code: 'clinical-missing',
        of: variable.name,
        message: `${variable.name} is missing: the Rad-score model answers instead of the nomogram.`,
      });
      continue;
    }
    if (absent) {
      warnings.push({
        code: 'imputed',
        of: variable.name,
        message:
          variable.missing === 'level'
            ? `${variable.name} is missing, which is a level of its own in this model.`
            : `${variable.name} is missing; ${variable.imputed} from the training rows stands in.`,
      });
    }
    const used = absent ? variable.imputed : given;
    // A level that is declared but occurred in no training row has no coefficient of its own.
    const unlearned = model.clinical?.fit.aliased.includes(
      `${variable.name}=${variable.levels[levelIndex(variable, used ?? '')]}`,
    );
    if (variable.levels.length > 0 && (unlearned || levelIndex(variable, used ?? '') < 0)) {
      complete = false;
      const why = unlearned
        ? 'for which the model has no coefficient: no training row had it, or all of them did'
        : `which the model does not know (${variable.levels.join(', ')})`;
      warnings.push({
        code: 'clinical-unknown',
        of: variable.name,
        message: `${variable.name} is "${used}", ${why}. The Rad-score model answers.`,
      });
      continue;
    }
    const value = ordinal(variable, used, 'to be scored', 'error');
    if (variable.range && isClinicalOutside(variable.range, value, model.protocol)) {
      const got = `got ${variable.name} of ${value}, and training rows had ${variable.range[0]} to ${variable.range[1]}`;
      throw new OutsideCohort(
        variable.name,
        `${got}; wanted a value like theirs. Check the value and its unit.`,
        clinicalDistance(variable.range, value, model.protocol),
      );
    }
    if (variable.range && (value < variable.range[0] || value > variable.range[1])) {
      warnings.push({
        code: 'clinical-out-of-range',
        of: variable.name,
        message: `${variable.name} is ${value}; training rows had ${variable.range[0]} to ${variable.range[1]}.`,
      });
    }
    values.push(value);
  }
  return complete ? values : null;
}

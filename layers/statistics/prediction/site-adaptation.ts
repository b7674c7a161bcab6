import { CohortTooSmall, InvalidTable, InvalidValue } from '../errors.ts';
import type { FittedModel } from '../model/fitted-model.ts';
import { mean, variance } from '../numbers/moments.ts';
import { isConstant } from '../numbers/standardise.ts';

/**
 * A harmonising model that also knows a new site, from studies of it without outcomes: each feature's shift and
 * spread there, in units of the pooled standard deviation. What differs between the sites' patients is taken for a
 * difference between scanners, so the studies should be consecutive, and the new model is a new version.
 *
 * @param studies feature values by name, one record per study
 * @param least studies needed
 * @throws CohortTooSmall below `least`; InvalidTable if the model does not harmonise or knows the site; InvalidValue for a
 *   missing feature
 */
export function adaptToSite(
  model: FittedModel,
  site: string,
  studies: readonly Record<string, number>[],
  least = 20,
): FittedModel {
  if (!model.harmonisation) throw new InvalidTable('a model that does not harmonise sites', 'one that does');
  const { fit } = model.harmonisation;
  if (fit.batches.includes(site)) throw new InvalidTable(`site "${site}", which the model knows`, 'a new site');
  if (studies.length < least) throw new CohortTooSmall(studies.length, least, `studies of site "${site}"`);
  const gamma: number[] = [];
  const delta: number[] = [];
  model.features.forEach(({ name }, j) => {
    const scale = Math.sqrt(fit.pooledVariance[j]) || 1;
    const standard = studies.map((study, i) => {
      const value = study[name];
      if (Number.isFinite(value)) return (value - fit.grandMean[j]) / scale;
      throw new InvalidValue(`study ${i + 1}`, name, String(value), 'a finite number', 'Leave the study out.');
    });
    gamma.push(mean(standard));
    // Features that do not vary at the new site keep the common spread.
    delta.push(model.protocol.harmonisation?.meanOnly || isConstant(standard) ? 1 : variance(standard));
  });
  return {
    ...model,
    harmonisation: {
      ...model.harmonisation,
      fit: { ...fit, batches: [...fit.batches, site], gamma: [...fit.gamma, gamma], delta: [...fit.delta, delta] },
      adapted: [...model.harmonisation.adapted, { site, studies: studies.length }],
    },
  };
}

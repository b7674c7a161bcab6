/** What a recipe makes of the modelling protocol. */
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '@radscore/statistics/modelling-protocol';
import { type ModellingChanges, modellingProtocolOf } from '../contracts/modelling-changes.ts';
import { protocolById } from '../protocols/index.ts';

/** The part of a recipe that decides how a cohort is modelled. */
export interface ModellingRecipe {
  /** Study protocol. */
  readonly protocol: string;
  readonly modelling?: ModellingChanges;
  /** Of the split and of all resampling. */
  readonly seed: number;
}

/**
 * The modelling protocol of a recipe: `her2-pcr@1` with the changes, one seed for all resampling, and the outcome as the
 * study protocol defines it. `radscore fit --protocol FILE --seed N` models by the same.
 *
 * @throws ModellingProtocolInvalid, ProtocolNotFound
 */
export function modellingOf({ protocol, modelling, seed }: ModellingRecipe): ModellingProtocol {
  const { id, outcome } = protocolById(protocol);
  const base = modelling ? modellingProtocolOf(modelling) : { ...DEFAULT_PROTOCOL, id };
  const { permutations, bootstrap, validation } = base;
  return {
    ...base,
    outcomeDefinition: outcome.definition,
    permutations: { ...permutations, seed },
    bootstrap: { ...bootstrap, seed },
    validation: { ...validation, seed },
  };
}

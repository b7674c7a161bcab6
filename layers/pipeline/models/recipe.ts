/** What a recipe makes of the modelling protocol, and what contradicts it. */
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '@radscore/statistics/modelling-protocol';
import type { Issue } from '../contracts/issues.ts';
import { type ModellingChanges, modellingProtocolOf } from '../contracts/modelling-changes.ts';
import { PROTOCOL_IDS, protocolById } from '../protocols/index.ts';

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

/**
 * Where a recipe contradicts itself: a second seed, or another definition of the outcome. Neither would count, and what does
 * not count is not accepted in silence.
 */
export function contradictionsOf({ protocol, modelling = { id: '' }, seed }: ModellingRecipe): Issue[] {
  const issues: Issue[] = [];
  for (const step of ['validation', 'bootstrap', 'permutations'] as const) {
    const other = modelling[step]?.seed;
    if (other === undefined || other === seed) continue;
    const message = `got ${other}, and ${seed} as the seed of the recipe; wanted one seed, which draws everything. Leave this one out.`;
    issues.push({ path: `modelling.${step}.seed`, message });
  }
  const definition = PROTOCOL_IDS.includes(protocol) ? protocolById(protocol).outcome.definition : undefined;
  const other = modelling.outcomeDefinition;
  if (other !== undefined && definition !== undefined && other !== definition) {
    const message = `got another outcome than ${protocol}, which defines it as ${definition}. Leave it out.`;
    issues.push({ path: 'modelling.outcomeDefinition', message });
  }
  return issues;
}

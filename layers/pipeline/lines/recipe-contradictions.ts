/** Where the recipe of a new line contradicts itself. */
import type { Issue } from '../contracts/issues.ts';
import { PROTOCOL_IDS, protocolById } from '../protocols/index.ts';
import type { Recipe } from './line-row.ts';

/**
 * Where a recipe contradicts itself: a second seed, or another definition of the outcome. Neither would count, and what does
 * not count is not accepted in silence.
 */
export function contradictionsOf(protocol: string, { modelling, seed }: Pick<Recipe, 'modelling' | 'seed'>): Issue[] {
  if (!modelling) return [];
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

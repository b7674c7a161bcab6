/** What a protocol declares of a clinical variable: name, words, values, and what becomes of a study without one. */
import type { VariableWords } from '@radscore/statistics';
import { UNKNOWN_LEVEL } from '@radscore/statistics/modelling-protocol';
import { z } from 'zod';

/** Whether a variable may enter the nomogram, or is only kept next to the study. */
export const CLINICAL_ROLES = ['used', 'recorded'] as const;

const missingOf = <const Rule extends string>(rules: readonly [Rule, ...Rule[]]) =>
  z.enum(rules).meta({
    description:
      'A study without a value: refuse, its manifest is refused; complete-case, it is no row of a cohort, and the Rad-score model answers; ' +
      'median, it is filled with the median or the most frequent level of the training rows; own-level, "unknown" is a level with a coefficient of its own',
  });

const name = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,24}$/)
  .meta({ description: 'As manifests, tables and models call it' });

const words = {
  label: z.string().meta({ description: 'As plots, tables and answers call it' }),
  also: z.array(z.string()).optional().meta({ description: 'Other headings of its column in tables' }),
  role: z.enum(CLINICAL_ROLES).meta({
    description:
      'used: it may enter the nomogram. recorded: kept, exported and a subgroup of validations, never a predictor',
  }),
  definition: z.string(),
  source: z.string().meta({ description: 'Where the definition comes from' }),
};

const levels = z.array(z.string()).min(2);
// Named, for generators of clients make a class of each, and call those of two kinds alike.
const wordsOfLevels = z
  .record(z.string(), z.string())
  .meta({ id: 'LevelWords', description: 'Word for each level, as plots show it' });
const alsoOfLevels = z
  .record(z.string(), z.array(z.string()))
  .meta({ id: 'LevelSpellings', description: 'Other spellings that are taken for a level' })
  .optional();
const range = z.tuple([z.number(), z.number()]);

/** A clinical variable of a protocol. */
export const clinicalVariable = z
  .discriminatedUnion('kind', [
    z.object({
      name,
      kind: z.literal('continuous'),
      unit: z.string(),
      symbol: z.string().optional().meta({ description: 'The unit as plots show it, if it is written otherwise' }),
      range: range.meta({ description: 'A value outside is refused' }),
      usual: range.optional().meta({ description: 'A value outside is taken, with the note clinical-unusual' }),
      ...words,
      missing: missingOf(['refuse', 'complete-case', 'median']),
    }),
    z.object({
      name,
      kind: z.literal('ordered'),
      levels: levels.meta({ description: 'From the lowest to the highest; the position enters the regression' }),
      words: wordsOfLevels,
      alsoLevels: alsoOfLevels,
      ...words,
      missing: missingOf(['refuse', 'complete-case', 'median']),
    }),
    z.object({
      name,
      kind: z.literal('categorical'),
      levels: levels.meta({ description: 'The first is the reference' }),
      reference: z.string().meta({ description: 'The level that the others are compared with: the first' }),
      words: wordsOfLevels,
      alsoLevels: alsoOfLevels,
      ...words,
      missing: missingOf(['refuse', 'complete-case', 'median', 'own-level']),
    }),
  ])
  .meta({ id: 'ClinicalVariable' });
export type ClinicalVariable = z.infer<typeof clinicalVariable>;

/** A variable as the vocabulary defines it: its protocol adds its role and what happens if it is missing. */
export type StandardVariable = ClinicalVariable extends infer V
  ? V extends ClinicalVariable
    ? Omit<V, 'role' | 'missing'>
    : never
  : never;

/** The unit as plots and answers show it: `%`, `years`; empty for a variable of levels. */
export function unitShown(variable: ClinicalVariable | StandardVariable): string {
  return variable.kind === 'continuous' ? (variable.symbol ?? variable.unit) : '';
}

/** Values of a variable in words: `0 to 100 per cent`, `regular | irregular | non-mass`. */
export function valuesShown(variable: ClinicalVariable | StandardVariable): string {
  if (variable.kind !== 'continuous') return variable.levels.join(' | ');
  return `${variable.range[0]} to ${variable.range[1]} ${variable.unit}`;
}

/** Words for variables as a model keeps them for its plots. */
export function wordsOfVariables(variables: readonly ClinicalVariable[]): Record<string, VariableWords> {
  const words = variables.map((variable): [string, VariableWords] => {
    const unit = unitShown(variable);
    const levels = variable.kind === 'continuous' ? undefined : { ...variable.words, [UNKNOWN_LEVEL]: 'not known' };
    return [variable.name, { label: variable.label, ...(unit && { unit }), ...(levels && { levels }) }];
  });
  return Object.fromEntries(words);
}

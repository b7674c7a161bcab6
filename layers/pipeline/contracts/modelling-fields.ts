/** Every field of a modelling protocol with its value and meaning, as the API lists them. */
import type { ModellingProtocol } from '@radscore/statistics/modelling-protocol';
import { z } from 'zod';
import { FIXED, MEANING_OF_NULLABLE, NULLABLE, SINGLE } from './modelling.ts';

/** One field of a modelling protocol: what it is set to, and what that decides. */
export const modellingField = z
  .object({
    field: z.string().meta({ description: 'Its place, as in `lasso.rule`' }),
    value: z.union([z.string(), z.number(), z.boolean()]).nullable().meta({
      description: 'What the protocol sets; null if its step is left out or nothing is set',
    }),
    meaning: z.string(),
  })
  .meta({ id: 'ModellingField' });
export type ModellingField = z.infer<typeof modellingField>;

/** Fields that decide nothing: words for plots. */
const WORDS: ReadonlySet<string> = new Set(['clinical.labels']);

/** What an absent field stands for. */
const WHEN_ABSENT: Readonly<Record<string, string | number>> = {
  prefilter: 'anova',
  'lasso.loss': 'squared',
  'lasso.l1Ratio': 1,
  likelihood: 'maximum',
  'validation.by': 'fold',
};

/** Every field of a modelling protocol, in the order of its steps. */
export function modellingFields(protocol: ModellingProtocol): ModellingField[] {
  const entries: ModellingField[] = [];
  const visit = (place: string, schema: z.ZodType, value: unknown): void => {
    const meaning = schema.meta()?.description ?? '';
    if (schema instanceof z.ZodObject && meaning === '') {
      const nullable = MEANING_OF_NULLABLE[place as keyof typeof NULLABLE];
      if (nullable && value === null) entries.push({ field: place, value: null, meaning: nullable });
      const values = (value ?? {}) as Readonly<Record<string, unknown>>;
      for (const [name, inner] of Object.entries(schema.shape)) visit(`${place}.${name}`, bare(inner), values[name]);
      return;
    }
    if (WORDS.has(place)) return;
    const shown = value ?? WHEN_ABSENT[place] ?? null;
    entries.push({
      field: place,
      value: typeof shown === 'object' && shown ? JSON.stringify(shown) : (shown as ModellingField['value']),
      meaning,
    });
  };
  for (const name of ORDER) visit(name, STEPS[name], protocol[name]);
  return entries;
}

/** A field without the mark that it may be absent, which does not carry its description. */
function bare(schema: unknown): z.ZodType {
  return schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : (schema as z.ZodType);
}

const STEPS = { ...SINGLE, ...FIXED, ...NULLABLE } as const;
const ORDER = [
  'outcomeDefinition',
  'missing',
  'harmonisation',
  'robustness',
  'nearDuplicates',
  'prefilter',
  'anova',
  'lasso',
  'mostFeatures',
  'likelihood',
  'clinical',
  'multiplicity',
  'nomogram',
  'threshold',
  'confidence',
  'calibration',
  'decisionCurve',
  'outsideCohort',
  'validation',
  'bootstrap',
  'permutations',
] as const satisfies readonly (keyof typeof STEPS)[];

/** The schema of a signature file: a published Rad-score as data. `null` is what the publication leaves open. */
import { z } from 'zod';

const text = z.string().trim().min(1).max(2000);
const openText = text.nullable().default(null);
const openNumber = z.number().nullable().default(null);
const count = z.number().int().min(0).max(10_000_000).nullable().default(null);

const imageName = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,15}$/, 'wanted 1 to 16 lower-case letters and digits, beginning with a letter');

const variableName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, 'wanted 1 to 40 letters, digits, hyphens or underscores');

/** Which images the features come from, and by which settings. */
const image = z.strictObject({
  meaning: openText.meta({ description: 'What its voxels are' }),
  protocol: z.string().optional().meta({ description: 'A study protocol whose settings these are, as her2-pcr@1' }),
  settings: z
    .record(z.string(), z.unknown())
    .nullable()
    .optional()
    .meta({ description: 'A PyRadiomics parameter file: imageType, featureClass, setting' }),
  region: z.enum(['volume', 'largest-slice']).nullable().optional().meta({
    description: 'largest-slice: features are read on the first of the largest slices; filters see the whole volume',
  }),
});

/** Where a score or a probability divides the classes. */
const cutoff = z.strictObject({
  value: openNumber,
  scale: z.enum(['score', 'probability']).nullable().default(null),
  positive: z.enum(['at or above', 'above', 'at or below', 'below']).nullable().default(null),
});
const cutoffOrNone = z
  .union([z.literal('none'), cutoff])
  .nullable()
  .default(null);
export type Cutoff = z.infer<typeof cutoff>;

const link = z.enum(['logit', 'identity']).nullable().default(null).meta({
  description:
    'logit: the score is the log odds of the event. identity: the score is no log odds, and gives no probability',
});

const feature = z.strictObject({
  image: imageName.nullable().default(null),
  name: openText.meta({ description: 'As PyRadiomics names it' }),
  coefficient: openNumber,
  mean: z.number().nullable().optional().meta({ description: 'Of the standardisation' }),
  sd: z.number().positive('wanted more than 0').nullable().optional().meta({ description: 'Of the standardisation' }),
});
export type SignatureFeature = z.infer<typeof feature>;

const radScore = z.strictObject({
  link,
  intercept: openNumber,
  standardisation: z.enum(['none', 'z-score']).nullable().default(null),
  features: z.array(feature).min(1).max(1000).nullable().default(null),
  cutoff: cutoffOrNone,
});

const named = { name: variableName, label: text.optional(), unit: text.optional() };
const term = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rad-score'),
    enters: z.enum(['score', 'probability']).nullable().default(null),
    coefficient: openNumber,
    range: z.tuple([z.number(), z.number()]).nullable().default(null).meta({ description: 'Of its axis' }),
  }),
  z.strictObject({
    kind: z.literal('continuous'),
    ...named,
    coefficient: openNumber,
    range: z.tuple([z.number(), z.number()]).nullable().default(null).meta({ description: 'Of the cohort' }),
  }),
  z.strictObject({
    kind: z.literal('categorical'),
    ...named,
    reference: z.string().min(1).max(80).nullable().default(null),
    levels: z
      .record(z.string().min(1).max(80), z.number().nullable())
      .nullable()
      .default(null)
      .meta({ description: 'Coefficient of each level but the reference' }),
  }),
  z.strictObject({ kind: z.null(), ...named }).meta({ description: 'How it enters is not known' }),
]);
export type SignatureTerm = z.infer<typeof term>;

const nomogram = z.strictObject({
  link: z.literal('logit').nullable().default(null),
  intercept: openNumber,
  terms: z.array(term).min(1).max(50).nullable().default(null),
  cutoff: cutoffOrNone,
});

/** The file. What it does not state, or states as `unknown`, is `null`. */
export const signatureFile = z.strictObject({
  signature: z.literal(1, 'wanted 1, the version of this format'),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'wanted 1 to 63 lower-case letters, digits or hyphens'),
  title: text,
  coefficients: z.enum(['published', 'made up']),
  source: z.strictObject({
    doi: z
      .string()
      .regex(/^10\.\d{4,9}\/\S{1,200}$/, 'wanted a DOI as 10.1000/182')
      .nullable()
      .default(null),
    citation: openText,
  }),
  cohort: z.strictObject({ patients: count, events: count, description: openText }).nullable().default(null),
  outcome: z.strictObject({ name: openText, event: openText, definition: openText }).nullable().default(null),
  software: openText.meta({ description: 'What computed the features of the publication' }),
  images: z.record(imageName, image).refine((images) => Object.keys(images).length > 0, 'wanted at least one image'),
  radScore,
  nomogram: z
    .union([z.literal('none'), nomogram])
    .nullable()
    .default('none'),
  assume: z.record(z.string(), z.union([z.number(), z.string().min(1).max(200)])).optional(),
  notes: z.array(text).max(50).optional(),
});
/** A signature as its file states it, with what was assumed put in place. */
export type Signature = Omit<z.infer<typeof signatureFile>, 'assume'> & {
  /** What the reader of the publication assumed for what it leaves open. */
  readonly assumed: readonly Assumption[];
};

export interface Assumption {
  readonly path: string;
  readonly value: number | string;
}

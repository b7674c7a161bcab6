/** The schema of a modelling protocol, and what each of its fields means. */
import type { ModellingProtocol } from '@radscore/statistics/modelling-protocol';
import { z } from 'zod';

const share = z.number().gt(0).lt(1);
const count = z.number().int().min(0);
const seed = z.number().int().min(0).max(4_294_967_295);

/** A field and what it decides; the description is published, by `GET /v1/protocols/{id}` and in the API's document. */
function field<S extends z.ZodType>(schema: S, description: string): S {
  return schema.meta({ description });
}

const missing = z
  .object({
    features: field(
      z.enum(['error', 'median']),
      'Features without a value: refused, or filled with the median of the training rows',
    ),
    clinical: field(
      z.enum(['error', 'median']),
      'Clinical values that are missing: refused, or filled with the median or the most frequent level of the training rows',
    ),
  })
  .strict();

const harmonisation = z
  .object({
    reference: field(
      z.string().min(1).max(200).nullable(),
      'The site to whose scale the others are brought; null: their common mean',
    ),
    parametric: field(z.boolean(), 'Empirical Bayes with parametric priors; false: non-parametric'),
    meanOnly: field(z.boolean(), 'Adjust means and leave variances as they are'),
    unseenSite: field(
      z.enum(['reference', 'abstain']),
      'Rows of a site without training rows: taken as they are, or not answered',
    ),
  })
  .strict();

const robustness = z
  .object({
    icc: field(
      share,
      'Features whose ICC(2,1) between two segmentations of the same studies is below this are dropped; needs repeats',
    ),
  })
  .strict();

const nearDuplicates = z
  .object({
    spearman: field(share, 'Of two features with a larger absolute Spearman correlation the later one is dropped'),
  })
  .strict();

const anova = z
  .object({
    p: field(z.number().gt(0).max(1), 'Features with a smaller p value of the ANOVA are candidates'),
    most: field(z.number().int().min(1), 'At most this many candidates, by F'),
    least: field(count, 'If fewer features have a small p value, the ones with the largest F are candidates'),
  })
  .strict();

const lasso = z
  .object({
    alphas: field(z.number().int().min(2), 'Number of penalties on the path'),
    ratio: field(share, 'Smallest penalty of the path, as a share of the one that leaves nothing'),
    folds: field(z.number().int().min(2), 'Folds of the cross-validation that chooses the penalty'),
    rule: field(
      z.enum(['min', '1se']),
      'The penalty of the smallest mean error, or the largest one within one standard error of it',
    ),
    loss: field(
      z.enum(['squared', 'logistic']),
      'Penalised linear regression, as scikit-learn, or penalised logistic regression, as glmnet',
    ),
    l1Ratio: field(z.number().gt(0).max(1), 'Share of the L1 penalty: 1 is the LASSO, less an elastic net'),
  })
  .partial({ loss: true, l1Ratio: true })
  .strict();

/** Words for clinical variables by their names. */
export const variableWords = z.record(
  z.string().min(1).max(200),
  z
    .object({
      label: z.string().max(100),
      unit: z.string().max(40),
      levels: z.record(z.string().max(100), z.string().max(100)),
    })
    .partial()
    .strict(),
);

const clinical = z
  .object({
    p: field(z.number().gt(0).max(1), 'Clinical variables with a smaller p value by themselves enter the nomogram'),
    force: field(z.boolean(), 'Every clinical variable enters the nomogram'),
    labels: field(
      variableWords,
      'Words for clinical variables in plots and tables: label, unit, and a word for each level; they change no figure',
    ),
  })
  .partial({ labels: true })
  .strict();

const nomogram = z.object({ points: field(z.number().gt(0), 'Points of the widest axis of the nomogram') }).strict();
const calibration = z.object({ groups: field(z.number().int().min(2), 'Groups of the Hosmer–Lemeshow test') }).strict();

const decisionCurve = z
  .object({
    from: field(share, 'First threshold of the decision curve'),
    to: field(share, 'Last threshold of the decision curve'),
    step: field(share, 'Step between thresholds'),
    shown: z
      .object({
        from: field(share, 'First threshold that plots show'),
        to: field(share, 'Last threshold that plots show'),
      })
      .strict(),
  })
  .strict();

const validation = z
  .object({
    folds: field(count, 'Outer folds of the cross-validation around the whole protocol; 0: none'),
    repeats: field(count, 'Times that it is repeated with other folds; 0: none'),
    seed: field(seed, 'Seed of its folds'),
    by: field(
      z.enum(['fold', 'site']),
      'What is held out together: folds of all sites, or one site after the other (leave-one-site-out, once; needs sites)',
    ),
  })
  .partial({ by: true })
  .strict();

const outsideCohort = z
  .object({
    z: field(z.number().gt(0), 'A feature more than this many training standard deviations from the mean'),
    margin: field(z.number().min(0), '… and beyond the training range by more than this share of its width'),
    clinicalMargin: field(
      z.number().min(0),
      'A continuous clinical value beyond the training range by more than this share of its width',
    ),
  })
  .strict();

const bootstrap = z
  .object({ count: field(count, 'Refits on resampled rows; 0: none'), seed: field(seed, 'Seed of the resamples') })
  .strict();
const permutations = z
  .object({
    count: field(count, 'Refits on permuted outcomes; 0: none'),
    seed: field(seed, 'Seed of the permutations'),
  })
  .strict();

/** Values that stand alone. */
export const SINGLE = {
  outcomeDefinition: field(z.string().max(200), 'What counts as the outcome; recorded, not interpreted'),
  prefilter: field(
    z.enum(['anova', 'mrmr']),
    'How candidates are chosen: by ANOVA, or by minimum redundancy and maximum relevance, as many as `anova.most`',
  ),
  mostFeatures: field(z.number().int().min(1), 'At most this many features, by absolute coefficient of the LASSO'),
  likelihood: field(
    z.enum(['maximum', 'firth']),
    'Logistic regressions by maximum likelihood, by Firth’s penalised likelihood only if the outcomes are separated; or all by Firth’s',
  ),
  multiplicity: field(
    z.enum(['holm', 'benjamini-hochberg']),
    'Also report the p values of the clinical variables adjusted for their number',
  ),
  threshold: field(
    z.union([z.enum(['youden', 'top-left']), z.object({ sensitivity: z.number().gt(0).max(1) }).strict()]),
    'The threshold that is frozen on training rows: largest Youden index, nearest to the upper left corner, or highest with this sensitivity',
  ),
  confidence: field(share, 'Level of every interval'),
};

/** Of a modelling protocol. */
export const MODELLING_ID = z
  .string()
  .min(1)
  .max(100)
  .meta({ description: 'Name of the modelling protocol, which its models bear' });

/** Steps that a protocol may leave out altogether, and what leaving them out means. */
export const NULLABLE = { harmonisation, robustness, nearDuplicates, outsideCohort };
export const MEANING_OF_NULLABLE: Readonly<Record<keyof typeof NULLABLE, string>> = {
  harmonisation: 'ComBat between sites, fitted on training rows (of each fold) and frozen; null: none',
  robustness: 'Drop features that a second segmentation does not reproduce; null: none',
  nearDuplicates: 'Drop constant features and near duplicates; null: keep all',
  outsideCohort: 'When a prediction abstains because values lie outside those of the training rows; null: never',
};
/** Steps of several values that every protocol has. */
export const FIXED = {
  missing,
  anova,
  lasso,
  clinical,
  nomogram,
  calibration,
  decisionCurve,
  validation,
  bootstrap,
  permutations,
};

/** A whole modelling protocol. What each value means is also said at `ModellingProtocol`. */
export const modellingProtocol: z.ZodType<ModellingProtocol> = z
  .object({
    id: MODELLING_ID,
    outcomeDefinition: SINGLE.outcomeDefinition,
    missing,
    harmonisation: harmonisation
      .extend({
        reference: harmonisation.shape.reference.default(null),
        parametric: harmonisation.shape.parametric.default(true),
        meanOnly: harmonisation.shape.meanOnly.default(false),
        unseenSite: harmonisation.shape.unseenSite.default('reference'),
      })
      .strict()
      .nullable(),
    robustness: robustness.nullable(),
    nearDuplicates: nearDuplicates.nullable(),
    anova,
    prefilter: SINGLE.prefilter.optional(),
    lasso,
    mostFeatures: SINGLE.mostFeatures,
    likelihood: SINGLE.likelihood.optional(),
    multiplicity: SINGLE.multiplicity.optional(),
    clinical,
    nomogram,
    threshold: SINGLE.threshold,
    confidence: SINGLE.confidence,
    calibration,
    decisionCurve,
    validation,
    outsideCohort: outsideCohort.nullable(),
    bootstrap,
    permutations,
  })
  .strict()
  .superRefine((protocol, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const { decisionCurve: curve, validation: outer, harmonisation: sites } = protocol;
    if (!(curve.from <= curve.to)) refuse(['decisionCurve', 'to'], `wanted at least decisionCurve.from, ${curve.from}`);
    if (!(curve.shown.from < curve.shown.to)) {
      refuse(['decisionCurve', 'shown', 'to'], `wanted more than decisionCurve.shown.from, ${curve.shown.from}`);
    }
    if (outer.by === 'site' && sites?.unseenSite === 'abstain') {
      refuse(
        ['validation', 'by'],
        'wanted fold, for a site that is held out is one that training did not see, and harmonisation.unseenSite is abstain',
      );
    }
  });

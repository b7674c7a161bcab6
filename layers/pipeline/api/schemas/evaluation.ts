/** The evaluation of a version, as clients see it. Objects are open: the statistics layer may add to what participants see. */
import { z } from 'zod';
import { reason } from '../../contracts/workflow.ts';

/** For whom an answer about a model is. */
export const audience = z.enum(['participant', 'other']).meta({
  id: 'Audience',
  description:
    'participant: the caller has rows in this version, or is a member of the owner of the line; other: neither',
});

/** Why others see no figure. */
export const withheld = reason.optional().meta({ description: 'Why no figure is shown to institutions without rows' });

/** JSON has no NaN: a figure that does not exist is null. */
const figure = z.number().nullable();
const pair = z.tuple([figure, figure]).nullable();
const counts = z.object({
  n: z.number().int().nullable().meta({ description: 'For others to the nearest five; null if too small to be shown' }),
  events: z.number().int().nullable(),
});

const area = z
  .looseObject({
    auc: figure,
    variance: figure.optional().meta({ description: "DeLong's; for participants" }),
    shown: pair.meta({ description: 'The interval to show' }),
    shownMethod: z.string(),
    confidence: z.number(),
    note: z.string().nullable().meta({ description: 'What to know of the interval' }),
  })
  .meta({ id: 'AreaUnderCurve' });

const share = z.looseObject({ value: figure });

const confusion = z
  .looseObject({
    truePositives: z.number().int(),
    falseNegatives: z.number().int(),
    trueNegatives: z.number().int(),
    falsePositives: z.number().int(),
    sensitivity: share,
    specificity: share,
    ppv: share,
    npv: share,
    accuracy: share,
  })
  .meta({ id: 'ConfusionMatrix', description: 'At the threshold that was frozen on the training rows' });

const calibration = z
  .looseObject({
    slope: figure.meta({ description: 'Null if the predictions separate the outcomes, or nearly so' }),
    slopeInterval: pair.optional(),
    intercept: figure.optional(),
    inTheLarge: figure.optional(),
    observedToExpected: figure,
    brier: figure.optional(),
    curve: z
      .object({ predicted: z.array(figure), observed: z.array(figure) })
      .optional()
      .meta({ description: 'For participants' }),
    groups: z
      .array(z.object({ from: z.number(), to: z.number(), n: z.number().int(), predicted: figure, observed: figure }))
      .optional()
      .meta({ description: 'For others: at least five patients in each, at least three of either outcome' }),
  })
  .meta({ id: 'Calibration' });

const decisionCurve = z
  .looseObject({
    thresholds: z.array(z.number()).meta({ description: 'For others: the borders between groups' }),
    model: z.array(figure).meta({ description: 'Net benefit' }),
    all: z.array(figure).meta({ description: 'Net benefit of treating everybody; treating nobody is 0' }),
    low: z.array(figure).optional(),
    high: z.array(figure).optional(),
  })
  .meta({ id: 'DecisionCurve' });

const judgedModel = z
  .looseObject({
    auc: area,
    confusion: confusion.optional().meta({ description: 'For participants' }),
    brier: figure.optional(),
    calibration,
    decisionCurve,
    roc: z
      .object({ sensitivity: z.array(z.number()), specificity: z.array(z.number()) })
      .optional()
      .meta({ description: 'For participants: the corners of the ROC curve, from nobody positive to everybody' }),
    operatingPoints: z
      .object({ sensitivity: z.array(figure), specificity: z.array(figure) })
      .optional()
      .meta({ description: 'For others: at the thresholds of the decision curve' }),
  })
  .meta({ id: 'JudgedModel', description: 'One model on one set of rows' });

const judgedSet = z
  .object({
    n: z.number().int().optional().meta({ description: 'For participants' }),
    events: z.number().int().optional(),
    models: z.record(z.string(), judgedModel).meta({ description: 'By model: radScore, clinical, nomogram' }),
    withheld: reason.optional().meta({ description: 'For others: why there is less of this set, or nothing' }),
  })
  .loose()
  .meta({ id: 'JudgedRows', description: 'All models on one set of rows, without single patients' });

const validation = z
  .looseObject({
    method: z.string(),
    model: z.string(),
    auc: figure,
    interval: pair,
    confidence: z.number(),
    folds: z.number().int(),
    repeats: z.number().int(),
    permuted: z.looseObject({ count: z.number().int(), auc: figure, p: figure }).nullable(),
  })
  .meta({
    id: 'Validation',
    description: 'What new patients may expect: repeated nested cross-validation around the whole protocol',
  });

export const evaluationFields = z.looseObject({
  audience,
  withheld,
  counts: z.looseObject({
    rows: z.number().int().optional().meta({ description: 'For participants' }),
    missingOutcome: z.number().int().optional(),
    train: counts,
    test: counts,
  }),
  confidence: z.number().optional().meta({ description: 'Level of every interval' }),
  validation: validation.nullable().optional(),
  validationOmitted: reason.nullable().optional().meta({ description: 'Why there is no validation' }),
  train: judgedSet.meta({ description: 'The rows that the model was fitted on: too good' }),
  test: judgedSet.nullable().meta({ description: 'Null without test rows of both classes' }),
  warnings: z.array(reason),
});

/** The published evaluation of a version, as clients see it. Objects are open: the statistics layer may add to them. */
import { z } from 'zod';
import { reason } from '../../contracts/workflow.ts';

/** JSON has no NaN: a figure that does not exist is null. */
const figure = z.number().nullable();
const pair = z.tuple([figure, figure]).nullable();
const counts = z.object({ n: z.number().int(), events: z.number().int() });

const area = z
  .looseObject({
    auc: figure,
    variance: figure.meta({ description: "DeLong's" }),
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
    slope: figure.meta({ description: 'Null if the predictions separate the outcomes' }),
    slopeInterval: pair,
    intercept: figure,
    inTheLarge: figure,
    observedToExpected: figure,
    brier: figure,
    curve: z.object({ predicted: z.array(figure), observed: z.array(figure) }),
  })
  .meta({ id: 'Calibration' });

const decisionCurve = z
  .looseObject({
    thresholds: z.array(z.number()),
    model: z.array(figure).meta({ description: 'Net benefit' }),
    all: z.array(figure).meta({ description: 'Net benefit of treating everybody; treating nobody is 0' }),
    low: z.array(figure).optional(),
    high: z.array(figure).optional(),
  })
  .meta({ id: 'DecisionCurve' });

const judgedModel = z
  .looseObject({ auc: area, confusion, brier: figure, calibration, decisionCurve })
  .meta({ id: 'JudgedModel', description: 'One model on one set of rows' });

const judgedSet = counts
  .extend({ models: z.record(z.string(), judgedModel).meta({ description: 'By model: radScore, clinical, nomogram' }) })
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
  counts: z.looseObject({
    rows: z.number().int(),
    missingOutcome: z.number().int(),
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

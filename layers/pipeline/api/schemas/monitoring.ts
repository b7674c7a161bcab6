/** Bodies of monitoring and of validation on the institution's own studies. */
import { z } from 'zod';
import { institutionId, modelName, ownerId } from '../../contracts/identifiers.ts';
import { costMonth } from '../../costs/cost-months.ts';
import { notice } from './notice.ts';

const figure = z.number().nullable();
const pair = z.tuple([figure, figure]).nullable();
const tooFew = z.string().nullable().meta({ description: 'Why nothing can be told; null if there are enough' });

const shift = z.looseObject({
  months: z.number().int().meta({ description: 'Months pooled, the last of them the month that is judged' }),
  n: z.number().int(),
  tooFew,
  shift: figure.meta({ description: 'Difference of the means in standard deviations of the training rows' }),
  interval: pair,
  p: figure.meta({ description: 'Not adjusted' }),
});
const monthDrift = z.looseObject({
  institution: institutionId,
  month: z.string().meta({ example: '2027-03' }),
  n: z.number().int(),
  variables: z.array(
    z.looseObject({
      variable: z.string(),
      spans: z.array(shift),
      adjustedP: figure.meta({ description: 'Adjusted for all variables and spans of this institution and month' }),
      drifted: z.boolean(),
    }),
  ),
  drifted: z.boolean(),
  tooFew: z.boolean(),
});
const alarm = z.looseObject({ kind: z.string(), month: z.string(), message: z.string() });

const version = { owner: ownerId, name: modelName, version: z.number().int() };
const studies = {
  studies: z.number().int().meta({ description: 'Studies that the version was not trained on' }),
  notRead: z.number().int().meta({ description: 'Older studies that this answer leaves out' }),
};

export const monitoring = z
  .object({
    ...version,
    institution: institutionId,
    ...studies,
    abstained: z.number().int().meta({ description: 'Studies for which the version has no answer' }),
    monitoring: z.looseObject({
      drift: z.looseObject({ months: z.array(monthDrift), alarms: z.array(alarm), rule: z.string() }),
      calibration: z.looseObject({ months: z.array(z.looseObject({ month: z.string() })), alarms: z.array(alarm) }),
      alarms: z.array(alarm),
      settings: z.looseObject({}),
    }),
    costs: z
      .object({ months: z.array(costMonth) })
      .optional()
      .meta({ description: 'What the analyses of these studies cost, the newest month first' }),
    notice,
  })
  .meta({
    id: 'Monitoring',
    description: 'What an institution sends, next to the training rows; and its outcomes, next to the predictions',
  });

export const ownValidation = z
  .object({
    ...version,
    institution: institutionId,
    ...studies,
    validation: z.looseObject({
      format: z.literal('radscore-validation/1'),
      rows: z.looseObject({ given: z.number().int(), judged: z.number().int(), events: z.number().int() }),
      confidence: z.number(),
      performance: z.looseObject({}).nullable(),
      omitted: z.string().nullable(),
      subgroups: z.array(z.looseObject({ name: z.string() })),
      warnings: z.array(z.object({ code: z.string(), message: z.string() })),
    }),
    notice,
  })
  .meta({
    id: 'OwnValidation',
    description: 'A frozen version judged on the labelled studies of the institution; the form of validation.json',
  });

/** The gates of a line as its members may set them; the statistics layer has the defaults and the arithmetic. */
import type { GateSettings } from '@radscore/statistics';
import { z } from 'zod';

const level = z.number().gt(0).lt(1);
const count = z.number().min(0).max(1_000_000);
const whenNotMeasured = z.enum(['refuse', 'pass']);

type Gates = { [Name in keyof GateSettings]: z.ZodType<GateSettings[Name]> };

/** Each gate with all of its numbers; null leaves a gate out. What is not named is as by default. */
const gates: Gates = {
  eventsPerCoefficient: z.object({ least: count }).strict().nullable(),
  aucInTest: z.object({ confidence: level, aloneConfidence: level, quantile: level }).strict().nullable(),
  aucInValidation: z.object({ quantile: level, whenNotMeasured }).strict().nullable(),
  calibrationSlope: z.object({ low: count, high: count, confidence: level, whenNotMeasured }).strict().nullable(),
  calibrationInTheLarge: z.object({ most: count, confidence: level }).strict().nullable(),
  netBenefit: z
    .object({ leastMean: z.number().min(-1).max(1), mostLoss: count, confidence: level })
    .strict()
    .nullable(),
  notWorseThanChampion: z.object({ margin: count, confidence: level, leastShare: level }).strict().nullable(),
  institutionsGap: z
    .object({ most: count, confidence: level, leastPerOutcome: z.number().int().min(1), whenNotMeasured })
    .strict()
    .nullable(),
  newEvents: z
    .object({ least: z.number().int().min(0), whenNotMeasured })
    .strict()
    .nullable(),
};

export const gateSettings = z.object(gates).partial().strict().meta({
  id: 'GateSettings',
  description:
    'Gates that differ from the defaults (docs/gates.md), each with all of its numbers; null leaves a gate out. A version is promoted if it passes every gate',
});

/** Checklists as data: items by number and a short title of our own, and the facts that would show them. */
import { z } from 'zod';
import { FACT_NAMES } from '../facts/all.ts';

const fact = z.enum(FACT_NAMES);

/** Points that one option of an item gives, and what shows it. */
const option = z.object({ points: z.number().int(), title: z.string().min(1), facts: z.array(fact).min(1) }).strict();

const item = z
  .object({
    /** As in the publication: "12a". */
    number: z.string().regex(/^\d{1,2}[a-g]?$/),
    section: z.string().min(1),
    title: z.string().min(1),
    /** All of these have to be shown. */
    facts: z.array(fact),
    /** What the author writes in the paper, where no artefact could show it. */
    author: z.string().min(1).optional(),
    /** Of METRICS: the share of the score, and the condition under which the item applies. */
    weight: z.number().positive().optional(),
    condition: z.enum(['segmentation', 'automatic', 'handcrafted', 'tabular', 'end-to-end']).optional(),
    /** Of the RQS: points without any option, and the options, of which all count or the best. */
    points: z
      .object({ none: z.number().int(), counts: z.enum(['sum', 'best']), options: z.array(option).min(1) })
      .strict()
      .optional(),
    /** Of RQS 2.0: the radiomics readiness level. */
    level: z.number().int().min(1).max(9).optional(),
  })
  .strict()
  .refine(({ facts, author, points }) => facts.length > 0 || author !== undefined || points !== undefined, {
    message: 'wanted facts, points, or what the author writes',
  });

export const checklist = z
  .object({
    id: z.enum(['metrics', 'clear', 'tripod-ai', 'rqs-1', 'rqs-2']),
    name: z.string().min(1),
    /** The publication that defines it. */
    source: z.string().min(1),
    doi: z.string().regex(/^10\.\d{4,}\/\S+$/),
    /** How far the items are established, if they were not read in the publication itself. */
    provenance: z.string().min(1),
    items: z.array(item).min(1),
  })
  .strict();

export type Checklist = z.infer<typeof checklist>;
export type ChecklistItem = Checklist['items'][number];

/** What the author states of a study, where no artefact could: it is shown as stated, and never counted as shown. */
import { z } from 'zod';

const statement = z
  .object({
    text: z.string().min(1).max(4000),
    /** Where the paper says it: "Methods, page 4". */
    where: z.string().min(1).max(200).optional(),
  })
  .strict();

export const studyStatements = z
  .object({
    format: z.literal('radscore-study/1'),
    /** How regions were drawn; METRICS leaves items out by it. */
    segmentation: z.enum(['manual', 'semi-automatic', 'automatic']).optional(),
    /** By item: `clear:8`, `tripod-ai:17`, `metrics:2`. */
    statements: z.record(z.string().regex(/^(?:metrics|clear|tripod-ai|rqs-1|rqs-2):\d{1,2}[a-g]?$/), statement),
  })
  .strict();

export type StudyStatements = z.infer<typeof studyStatements>;

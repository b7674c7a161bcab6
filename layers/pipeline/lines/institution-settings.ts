/** What an institution decides: which line answers its studies. */
import { z } from 'zod';
import { lineReference } from '../contracts/identifiers.ts';
import { getItem, institutionPartition, putItem } from '../storage/dynamodb-table.ts';

/** Which line answers the studies of a protocol. */
export const answeringChoice = z.union([z.literal('automatic'), z.literal('none'), lineReference]).meta({
  description:
    'automatic: the own line, else that of a consortium, else one that is shared; none: no line answers; or a line as {owner}~{name}',
});

export const institutionSettings = z
  .object({
    answers: z.record(z.string().max(64), answeringChoice).default({}).meta({
      description: 'By protocol, such as her2-pcr@1; what is not named is automatic',
    }),
  })
  .strict()
  .meta({ id: 'InstitutionSettings', example: { answers: { 'her2-pcr@1': 'automatic' } } });
export type InstitutionSettings = z.infer<typeof institutionSettings>;

const settingsKey = (institution: string) => ({ PK: institutionPartition(institution), SK: 'SETTINGS' });

export async function findSettings(institution: string): Promise<InstitutionSettings> {
  const item = await getItem(settingsKey(institution));
  return institutionSettings.parse({ answers: item?.answers });
}

export async function putSettings(
  institution: string,
  settings: InstitutionSettings,
  by: string | undefined,
  now: Date,
): Promise<void> {
  await putItem({ ...settingsKey(institution), ...settings, updatedAt: now.toISOString(), updatedBy: by });
}

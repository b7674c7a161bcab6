/** The schema of the de-identification receipt of a study. */
import { z } from 'zod';
import { sha256, studyId } from './identifiers.ts';

/** Findings kept per receipt. Further ones are only counted: the remedy is the same. */
export const KEPT_FINDINGS = 500;
/** Files named per receipt that the manifest does not list; further ones are only counted. */
export const NAMED_FILES = 100;

/** The de-identification receipt of a study's manifest. It names attributes and files, never values. */
export const deidentificationReceipt = z.object({
  studyId,
  /** SHA-256 of the manifest whose files were examined. */
  manifestHash: sha256,
  examinedAt: z.string(),
  verdict: z.enum(['clean', 'quarantine']),
  profile: z.string().meta({ description: 'The edition of the standard that was checked against' }),
  checkVersion: z.string().meta({ description: 'Goes up with every change of what is found' }),
  declared: z.boolean().meta({ description: 'Whether the DICOM files say that and how the identity was removed' }),
  options: z.array(z.number().int()).meta({ description: 'Codes of PS3.16 CID 7050 that the study declares' }),
  files: z.number().int().meta({ description: 'How many files were examined' }),
  unlisted: z
    .object({ files: z.number().int(), names: z.array(z.string()).max(NAMED_FILES) })
    .meta({ description: 'Files that lie in the study, but not in its manifest: examined, and used for nothing' }),
  findings: z
    .array(
      z.object({
        code: z.string(),
        file: z.string().meta({
          description: 'The first file that has it; its place, as in files[12].path, if the path may identify a person',
        }),
        files: z.number().int(),
        where: z.string().meta({ description: 'The attribute, field or column' }),
        remedy: z.string(),
      }),
    )
    .max(KEPT_FINDINGS),
  more: z.number().int().meta({ description: 'Findings beyond those' }),
});
export type StoredReceipt = z.infer<typeof deidentificationReceipt>;

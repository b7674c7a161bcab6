/** Bodies of studies: announcement, uploads, status, receipt, features, outcome. */
import { z } from 'zod';
import { TABLE_CONTENTS } from '../../contracts/choices.ts';
import { dataOrigin } from '../../contracts/data-origin.ts';
import { digits, filePath, sha256, studyId } from '../../contracts/identifiers.ts';
import { MOST_VARIABLES, outcome } from '../../contracts/manifest.ts';
import { deidentificationReceipt } from '../../contracts/receipt.ts';
import { appliedRepair } from '../../contracts/repair.ts';
import { PART_BYTES, UPLOAD_BATCH } from '../../contracts/upload-limits.ts';
import { reason } from '../../contracts/workflow.ts';
import { clinicalEntry } from '../../studies/clinical.ts';
import { studyRow, studyStatus } from '../../studies/study-row.ts';
import { notice } from './notice.ts';

export { PART_BYTES, UPLOAD_BATCH } from '../../contracts/upload-limits.ts';
export { UPLOAD_SECONDS } from '../../storage/objects.ts';

export const createStudy = z
  .object({
    studyId,
    files: z
      .array(z.object({ path: filePath, bytes: z.number().int().min(0).max(5_000_000_000), sha256 }))
      .min(1)
      .max(UPLOAD_BATCH),
  })
  .strict()
  .meta({
    id: 'CreateStudy',
    description: 'Upload manifest.json last: it starts the analysis.',
    example: {
      studyId: 'BB-0042',
      files: [{ path: 't2fs/image.nii', bytes: 9568, sha256: '0'.repeat(64) }],
    },
  });

export const uploads = z
  .object({
    studyId,
    expiresInSeconds: z.number(),
    uploads: z.array(
      z.object({
        path: z.string(),
        url: z.string(),
        headers: z.record(z.string(), z.string()),
        arrived: z.object({ etag: z.string() }).optional().meta({
          description:
            'A file of this path and length has arrived before. Its ETag is the MD5 of its bytes; of a file that went in parts, the MD5 of their MD5s, a hyphen and their number. If it is that of your file, the file need not be sent again',
        }),
      }),
    ),
    notice,
  })
  .meta({ id: 'Uploads' });

const LARGEST_FILE = 5_000_000_000;

export const partedUpload = z
  .object({
    path: filePath,
    bytes: z.number().int().min(1).max(LARGEST_FILE),
    sha256,
    parts: z
      .array(sha256)
      .min(1)
      .max(Math.ceil(LARGEST_FILE / PART_BYTES))
      .meta({ description: `SHA-256 of each part in order: of ${PART_BYTES} bytes each, the last of what is left` }),
    etag: z
      .string()
      .regex(/^[0-9a-f]{32}(-\d{1,5})?$/, 'wanted 32 hexadecimal digits, a hyphen and the number of parts')
      .optional()
      .meta({
        description:
          'MD5 of the MD5s of the parts, a hyphen and their number: what S3 calls the content. With it a file that has arrived is not sent again',
      }),
  })
  .strict()
  .refine(({ bytes, parts }) => parts.length === Math.ceil(bytes / PART_BYTES), {
    path: ['parts'],
    message: `wanted one SHA-256 for each ${PART_BYTES} bytes of the file`,
  })
  .meta({
    id: 'PartedUpload',
    description: 'A file that goes up in parts. The same request begins the upload, goes on with it and ends it.',
    example: {
      path: 'dce.zip',
      bytes: PART_BYTES + 1,
      sha256: '0'.repeat(64),
      parts: ['1'.repeat(64), '2'.repeat(64)],
    },
  });

export const partedUploadAnswer = z
  .object({
    studyId,
    path: z.string(),
    complete: z.boolean().meta({ description: 'The file has arrived; else PUT the parts, then ask again' }),
    partBytes: z.number(),
    expiresInSeconds: z.number(),
    parts: z
      .array(
        z.object({
          number: z.number(),
          start: z.number().meta({ description: 'Place of its first byte in the file' }),
          bytes: z.number(),
          url: z.string(),
          headers: z.record(z.string(), z.string()),
        }),
      )
      .meta({ description: 'Those that have not arrived with the right SHA-256' }),
    notice,
  })
  .meta({ id: 'PartedUploadAnswer' });

/** A study as the API shows it: no execution ARNs, no lease. */
export const study = studyRow.omit({ executionArn: true, institution: true, unverified: true }).meta({
  id: 'Study',
  description:
    'Everything is of the manifest whose hash it names, the newest that was uploaded; only an outcome may have come through the API.',
});
export const studyAnswer = study
  .extend({ notice })
  .meta({ id: 'StudyAnswer', description: 'A study, with the notice of every answer' });
/** Entity tags (RFC 9110): of what is answered, and of what a change is to be made to. */
export const entityTag = z.object({ etag: z.string().meta({ description: 'Changes with the body' }) });
export const ifMatch = z.object({
  'if-match': z.string().max(200).optional().meta({
    description: 'ETag that GET gave, or *: the change is made only if nothing was written since, else 412',
    example: '*',
  }),
});
export const studyList = z
  .object({ studies: z.array(study), cursor: z.string().optional(), notice })
  .meta({ id: 'StudyList' });
export const studyListQuery = z.object({
  status: studyStatus.optional(),
  cursor: z.string().max(2048).optional().meta({
    description: '`cursor` of the page before; without it, the first page',
    example: 'eyJQSyI6IuKApiJ9',
  }),
  limit: digits(z.number().int().min(1).max(500).default(100)).meta({
    description: 'Studies of one page',
    example: 100,
  }),
});

export const receipt = deidentificationReceipt
  .extend({ notice })
  .meta({ id: 'DeidentificationReceipt', description: 'Of the manifest that the study has now' });

export const studyFeatures = z
  .object({
    studyId,
    manifestHash: z.string().meta({ description: 'SHA-256 of the manifest.json of which the values are' }),
    protocol: z.string(),
    settingsHash: z.string(),
    engineVersion: z.string(),
    features: z.record(z.string(), z.number().nullable()).meta({
      description: 'By name, {t2fs|dwi|dce}_{PyRadiomics name}; null if the definition gives no number',
    }),
    gaps: studyRow.shape.gaps,
    warnings: studyRow.shape.warnings.meta({ description: 'What to know of the images and of these values' }),
    repairs: z.array(appliedRepair),
    notice,
  })
  .meta({ id: 'StudyFeatures' });

export const putClinical = z
  .object({
    clinical: z
      .record(z.string().min(1).max(64), z.union([z.number(), z.string().max(100)]).nullable())
      .refine((values) => Object.keys(values).length > 0, 'wanted at least one variable')
      .refine((values) => Object.keys(values).length <= MOST_VARIABLES, `wanted at most ${MOST_VARIABLES} variables`)
      .meta({ description: 'By name, as the protocol declares them; null takes back what was sent before' }),
    protocol: z.string().max(64).optional().meta({
      description: 'By which the values are to be read: needed as long as the study has no manifest that names it',
    }),
  })
  .strict()
  .meta({ id: 'PutClinical', example: { clinical: { ki67: 35, morphology: 'irregular' } } });

export const clinicalAnswer = z
  .object({
    studyId,
    protocol: z.string().optional().meta({ description: 'Which declares the variables' }),
    variables: z.array(clinicalEntry),
    notes: z.array(reason).meta({ description: 'What to check, as `clinicalNotes` of the study' }),
    notice,
  })
  .meta({ id: 'ClinicalAnswer' });

/** Kinds of copies that an erasure cannot reach at once. */
export const remainder = z
  .object({
    code: z.enum([
      'table-recovery',
      'execution-history',
      'logs',
      'models',
      'downloads',
      'prediction-jobs',
      'running-analysis',
    ]),
    message: z.string(),
  })
  .meta({ id: 'Remainder' });

/** The answer to a withdrawal: what is done, and what cannot go at once. */
export const withdrawal = z
  .object({
    studyId,
    withdrawnAt: z.string().meta({ description: 'When the study was withdrawn first' }),
    remains: z.array(remainder).meta({ description: 'What cannot go at once, how long it stays, and who removes it' }),
    notice,
  })
  .meta({ id: 'Withdrawal' });

export const cohortQuery = z.object({
  protocol: z
    .string()
    .max(64)
    .default('her2-pcr@1')
    .meta({ description: 'Whose studies are rows', example: 'her2-pcr@1' }),
  cohort: z.enum(TABLE_CONTENTS).default('all').meta({
    description:
      'All studies but repeats, those with an outcome, or repeats under the ids of the studies that they repeat',
    example: 'labelled',
  }),
  origin: dataOrigin.optional().meta({
    description: 'Of the studies; synthetic for institutions of the demonstration, else patient',
    example: 'patient',
  }),
});

/** Of the redirection to the table: what it holds and what it does not. */
export const exportHeaders = z.object({
  location: z.string().meta({ description: 'A presigned URL of the table' }),
  'x-rows': z.string().meta({ description: 'Rows of the table' }),
  'x-left-out': z.string().meta({
    description:
      'Studies that are not rows, by reason code (as docs/reasons.md lists them): `study-failed=1, study-partial=2`; empty if there are none. ' +
      'Studies without an outcome are not counted if cohort is labelled',
  }),
  'x-notice': notice,
});

export const putOutcome = outcome.meta({ id: 'Outcome', example: { pcr: true } });

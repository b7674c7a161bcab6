/** Bodies of what is kept of a study: the files of its manifest, and what became of earlier manifests. */
import { z } from 'zod';
import { digits, sha256, studyId } from '../../contracts/identifiers.ts';
import { manifestFields } from '../../contracts/manifest.ts';
import { SHOWN_OF_ANALYSIS } from '../../studies/history.ts';
import { analysis, studyStatus } from '../../studies/study-row.ts';
import { notice } from './notice.ts';

/** URLs of images live as long as a page needs to begin their download, and no longer. */
export const DOWNLOAD_SECONDS = 900;

export const studyFilesQuery = z.object({
  cursor: z
    .string()
    .max(200)
    .optional()
    .meta({ description: '`cursor` of the page before; without it, the first page', example: '500-0123456789ab' }),
  limit: digits(z.number().int().min(1).max(500).default(500)).meta({
    description: 'Files of one page',
    example: 500,
  }),
});

export const studyFiles = z
  .object({
    studyId,
    manifestHash: z.string().meta({ description: 'SHA-256 of the manifest.json that lists these files' }),
    manifest: manifestFields.omit({ files: true }).meta({
      id: 'ManifestWithoutFiles',
      description: 'manifest.json as it was uploaded, but for its files, which are listed next to it',
    }),
    expiresInSeconds: z.number(),
    total: z.number().int().meta({ description: 'Files of the manifest, over all pages' }),
    files: z.array(
      z.object({
        path: z.string(),
        bytes: z.number().int(),
        sha256: sha256.meta({ description: 'As the manifest declares it, and admission found it' }),
        url: z.string().meta({ description: 'To GET the file as it was uploaded; an archive comes whole' }),
      }),
    ),
    cursor: z.string().optional(),
    notice,
  })
  .meta({ id: 'StudyFiles', description: 'The files that the present manifest of a study lists' });

const account = analysis.pick({ ...SHOWN_OF_ANALYSIS, sequences: true });

const status = z.enum([...studyStatus.options, 'superseded', 'unknown']).meta({
  description:
    'superseded: another manifest came while this one was analysed. unknown: it was uploaded before histories were kept',
});

export const studyHistory = z
  .object({
    studyId,
    manifests: z
      .array(
        account.extend({
          manifestHash: z.string().optional().meta({ description: 'Missing if the manifest could not be read' }),
          receivedAt: z.string().optional().meta({ description: 'When its first analysis that is kept began' }),
          current: z.boolean().meta({ description: 'The manifest that the study has now' }),
          status,
        }),
      )
      .meta({ description: 'Newest first, each as its last analysis left it' }),
    executions: z
      .array(
        z.object({
          manifestHash: z.string().optional(),
          startedAt: z.string().optional(),
          endedAt: z.string().optional(),
          outcome: status,
        }),
      )
      .meta({ description: 'Analyses of these manifests, newest first' }),
    notKept: z.number().int().meta({ description: 'Older analyses of which nothing is kept' }),
    notice,
  })
  .meta({
    id: 'StudyHistory',
    description: 'Earlier manifests are history, not answers: no feature, clinical value or outcome of them is served',
  });

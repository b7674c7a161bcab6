import { z } from 'zod';
import { filePath, sequenceName, sha256, studyId, studyPath } from './identifiers.ts';
import { repairName } from './repair.ts';

const label = z.number().int().min(1).max(65_535);

/** Where a sequence's region of interest is drawn. Several labels in one file are told apart by `label`. */
export const roi = z.object({
  file: filePath,
  label: z
    .union([label, z.array(label).min(1).max(64)])
    .optional()
    .meta({ description: 'Label, segment or ROI number; several are joined.' }),
});

export const manifestSequence = z.object({
  image: studyPath.meta({ description: 'A file, or a folder whose files are one series (ends with a slash).' }),
  roi,
  phase: z
    .union([z.literal('peak'), z.number().int().min(0)])
    .optional()
    .meta({ description: 'DCE: the phase to read; peak is the one with the highest mean enhancement in the ROI.' }),
  repair: repairName
    .optional()
    .meta({ description: 'The repair that is accepted where the ROI does not fit; `radscore inspect` proposes one.' }),
});
export type ManifestSequence = z.infer<typeof manifestSequence>;

/** Clinical predictors of `her2-pcr@1`. */
export const clinical = z
  .object({
    ki67: z.number().min(0).max(100).meta({ description: 'Ki-67 index, per cent' }),
    morphology: z.enum(['regular', 'irregular', 'non-mass']).meta({ description: 'Tumour morphology' }),
  })
  .partial()
  .strict();
export type Clinical = z.infer<typeof clinical>;

export const outcome = z
  .object({
    pcr: z.boolean().meta({ description: 'Pathological complete response at surgery' }),
    definition: z
      .string()
      .max(64)
      .optional()
      .meta({ description: "How pCR was defined, where it is not the protocol's own", example: 'ypT0/is ypN0' }),
  })
  .strict();
export type Outcome = z.infer<typeof outcome>;

export const manifestFile = z.object({ path: filePath, sha256, bytes: z.number().int().min(0) });

/** `manifest.json`: written last, it starts the analysis. */
export const manifest = z
  .object({
    manifestVersion: z.literal(1),
    protocol: z.string().max(64),
    studyId,
    sequences: z
      .partialRecord(sequenceName, manifestSequence)
      .refine((sequences) => Object.keys(sequences).length > 0, 'wanted at least one sequence'),
    clinical: clinical.optional(),
    outcome: outcome.optional(),
    files: z.array(manifestFile).min(1).max(20_000),
  })
  .meta({ id: 'Manifest' });
export type Manifest = z.infer<typeof manifest>;

/** The files a sequence's image consists of: itself, or what lies below its folder, in the manifest's order. */
export function imageFiles(manifest: Manifest, image: string): Manifest['files'] {
  return manifest.files.filter(({ path }) => (image.endsWith('/') ? path.startsWith(image) : path === image));
}

/** What stands for a listed file where its path may tell a person: the place of the path in the manifest. */
export function listedPlace(index: number): string {
  return `files[${index}].path`;
}

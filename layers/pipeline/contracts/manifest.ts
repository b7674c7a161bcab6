/** The schema of `manifest.json`, which an institution uploads last. */
import type { SeriesSelection } from '@radscore/imaging';
import { z } from 'zod';
import { dataOrigin } from './data-origin.ts';
import { filePath, imagePath, patientId, sequenceName, sha256, siteId, studyId, WHOLE_STUDY } from './identifiers.ts';
import { repairName } from './repair.ts';

const label = z.number().int().min(0).max(65_535);

/** Where a sequence's region of interest is drawn. `label` selects among several labels in one file. */
export const roi = z.object({
  file: filePath,
  label: z
    .union([label, z.array(label).min(1).max(64)])
    .optional()
    .meta({ description: 'Label, segment or ROI number; several are joined.' }),
});

const phase = z.union([z.literal('peak'), z.number().int().min(0)]);
const milliseconds = z.number().min(0).max(1e6);

/** What distinguishes a volume from others of its files, in the terms of `--select`; what is left out must not be needed. */
export const volumeSelection = z
  .object({
    b: z.number().min(0).max(100_000).meta({ description: 'Diffusion weighting, s/mm²' }),
    adc: z.union([z.literal(true), z.literal('fit')]).meta({
      description: 'The map of apparent diffusion coefficients; fit: fitted to the b-values, also if a map was sent',
    }),
    phase: phase.meta({ description: 'Phase of a dynamic series, from 0 in order of time, or peak' }),
    series: z.number().int().min(0).meta({ description: 'SeriesNumber' }),
    kind: z
      .string()
      .min(1)
      .max(64)
      .meta({ description: 'image, subtraction, projection, reformat or a map by its name' }),
    imageType: z.string().min(1).max(128).meta({
      description: 'A value of ImageType or FrameType, several joined by +, or all of them joined by /',
      example: 'W',
    }),
    component: z.enum(['magnitude', 'phase', 'real', 'imaginary']),
    echo: z.number().int().min(0).meta({ description: 'EchoNumbers' }),
    echoTime: milliseconds,
    inversionTime: milliseconds,
    repetitionTime: milliseconds,
    flipAngle: z.number().min(0).max(360).meta({ description: 'Degrees' }),
  })
  .partial()
  .strict();
export type VolumeSelection = z.infer<typeof volumeSelection>;

const seriesUid = z.string().regex(/^[\d.]{1,64}$/, 'wanted a UID: digits and dots');

export const manifestSequence = z.object({
  image: imagePath.meta({
    description:
      'A file, or a folder of DICOM files (ends with a slash; ./ is the whole study). A listed ZIP archive is a folder: `dce.zip/` is all that lies in it, `dce.zip/seg.dcm` one file.',
  }),
  series: z
    .union([seriesUid, z.array(seriesUid).min(1).max(1000)])
    .optional()
    .meta({
      description:
        'SeriesInstanceUID, if the folder holds other series too; several if the phases of a dynamic series are series of their own.',
    }),
  volume: volumeSelection.optional().meta({
    description: 'What distinguishes the volume from others; `radscore inspect` lists it for each volume.',
  }),
  roi,
  phase: phase
    .optional()
    .meta({ description: 'DCE: the phase to read; peak is the one with the highest mean enhancement in the ROI.' }),
  repair: repairName
    .optional()
    .meta({ description: 'The repair that is accepted if the ROI does not fit; `radscore inspect` proposes one.' }),
});
export type ManifestSequence = z.infer<typeof manifestSequence>;

/** Which volume a sequence of a manifest selects, in the terms of the reader; phases apart, of which peak is none yet. */
export function selectionOf({ series, volume = {}, phase: ofSequence }: ManifestSequence): {
  readonly selection: Omit<SeriesSelection, 'phase'>;
  readonly phase: 'peak' | number | undefined;
} {
  const { b, series: number, phase: ofVolume, ...others } = volume;
  return {
    selection: {
      ...others,
      ...(typeof series === 'string' && { seriesUid: series }),
      ...(number !== undefined && { seriesNumber: number }),
      ...(b !== undefined && { bValue: b }),
    },
    phase: ofVolume ?? ofSequence,
  };
}

/**
 * The series that alone are the image of a sequence, whatever else lies in its folder: they are read as if nothing else were
 * there. Undefined if none is named, and for one series of which a phase is numbered: numbers count the phases of the whole
 * folder, as `radscore inspect` lists them.
 */
export function seriesAlone({ series, volume, phase: ofSequence }: ManifestSequence): readonly string[] | undefined {
  if (typeof series !== 'string') return series;
  return typeof (volume?.phase ?? ofSequence) === 'number' ? undefined : [series];
}

/** The most variables of one study. */
export const MOST_VARIABLES = 64;

/** Clinical values by variable. Which there are, and what they may be, the protocol declares: see `protocols/read-clinical.ts`. */
export const clinical = z
  .record(z.string().min(1).max(64), z.union([z.number(), z.string().max(100)]))
  .refine((values) => Object.keys(values).length <= MOST_VARIABLES, `wanted at most ${MOST_VARIABLES} variables`)
  .meta({
    description:
      'Values of the clinical variables that the protocol declares; GET /v1/protocols/{id} lists them, and the schemas Clinical… what each takes. Levels by value or word',
    example: { ki67: 35, morphology: 'irregular' },
  });
export type Clinical = z.infer<typeof clinical>;

export const outcome = z
  .object({
    pcr: z.boolean().meta({ description: 'Pathological complete response at surgery' }),
    definition: z
      .string()
      .max(64)
      .optional()
      .meta({ description: 'How pCR was defined, if not as the protocol defines it', example: 'ypT0/is ypN0' }),
  })
  .strict();
export type Outcome = z.infer<typeof outcome>;

export const manifestFile = z.object({ path: filePath, sha256, bytes: z.number().int().min(0) });

/** What a study has in common with others: they decide which rows of a cohort are kept together. */
export const belongings = {
  patient: patientId.optional(),
  site: siteId.optional(),
  repeatOf: studyId.optional().meta({
    description:
      'The study whose images these are, segmented again: for robustness by ICC. Such a study is never a row of a cohort, and its outcome does not count',
  }),
};

/** What a manifest says, each part by itself. */
export const manifestFields = z.object({
  manifestVersion: z
    .union([z.literal(1), z.literal(2)])
    .meta({ description: 'Sequences may select series and volume in both versions.' }),
  protocol: z.string().max(64),
  studyId,
  origin: dataOrigin.optional().meta({ description: 'synthetic for images that no patient gave; patient without it' }),
  ...belongings,
  sequences: z
    .partialRecord(sequenceName, manifestSequence)
    .refine((sequences) => Object.keys(sequences).length > 0, 'wanted at least one sequence'),
  clinical: clinical.optional(),
  outcome: outcome.optional(),
  files: z.array(manifestFile).min(1).max(20_000),
});

/** `manifest.json`: written last, it starts the analysis. */
export const manifest = manifestFields
  .refine(({ studyId: own, repeatOf }) => repeatOf !== own, {
    path: ['repeatOf'],
    message: 'wanted another study than the one itself',
  })
  .meta({ id: 'Manifest' });
export type Manifest = z.infer<typeof manifest>;

/**
 * The files a sequence's image consists of: itself, or what lies below its folder, in the manifest's order. Regions of
 * interest may lie in the folder of an image and are no part of it. What lies in an archive has the archive's path and a
 * slash before its own; of such a path the archive is the file that is listed.
 */
export function imageFiles(manifest: Manifest, image: string): Manifest['files'] {
  return manifest.files.filter(
    ({ path }) => isPartOf(manifest, path, image) || (isArchive(path) && image.startsWith(`${path}/`)),
  );
}

/** True if a file, or a member of an archive by its whole path, is the image or lies below its folder. */
export function isPartOf({ sequences }: Pick<Manifest, 'sequences'>, path: string, image: string): boolean {
  if (!image.endsWith('/')) return path === image;
  const isRegion = Object.values(sequences).some(({ roi: { file } }) => file === path);
  return (image === WHOLE_STUDY || path.startsWith(image)) && !isRegion;
}

/** True for the path of a ZIP archive, whose members are files of the study. */
export function isArchive(path: string): boolean {
  return /\.zip$/i.test(path);
}

/** What stands for a listed file if its path may identify a person: the place of the path in the manifest. */
export function listedPlace(index: number): string {
  return `files[${index}].path`;
}

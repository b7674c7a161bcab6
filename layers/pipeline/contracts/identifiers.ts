/** Schemas of names, hashes and paths, and what a study's prefix in the bucket is. */
import { z } from 'zod';
import { SEQUENCES } from './choices.ts';

/** Names become S3 keys and table keys, so they hold neither separators nor anything that could climb out of a prefix. */
export const institutionId = z
  .string()
  .regex(
    /^(?!consortium-)[a-z0-9][a-z0-9-]{0,62}$/,
    'wanted 1 to 63 lower-case letters, digits or hyphens, starting with a letter or digit, and not with consortium-',
  )
  .meta({ id: 'InstitutionId', example: 'centre-1' });

/** Owners of model lines that are consortia begin so; no institution does. */
export const CONSORTIUM_PREFIX = 'consortium-';

/** Who owns a model line: an institution, or a consortium under the name that its claim gives it. */
export const ownerId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,73}$/, 'wanted an institution, or consortium- and the name of a consortium')
  .meta({ id: 'OwnerId', example: 'consortium-her2-net' });

export const studyId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    'wanted 1 to 64 letters, digits, hyphens or underscores, starting with a letter or digit; a pseudonym, never a patient identifier',
  )
  .meta({ id: 'StudyId', example: 'BB-0042', description: 'Pseudonym of a study, never a patient identifier' });

/** Whose study it is, as a pseudonym; without one, a study is its own patient. */
export const patientId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    'wanted 1 to 64 letters, digits, hyphens or underscores, starting with a letter or digit; a pseudonym, never a patient identifier',
  )
  .meta({
    id: 'PatientId',
    example: 'BB-0042',
    description: 'Pseudonym of the patient; studies and lesions of one patient share it',
  });

/** Hospital or scanner whose images belong together; without one, the institution. */
export const siteId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    'wanted 1 to 64 letters, digits, dots, hyphens or underscores, starting with a letter or digit',
  )
  .meta({
    id: 'SiteId',
    example: 'scanner-2',
    description: 'Hospital or scanner of the images, if not the institution as a whole',
  });

export const modelName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'wanted 1 to 63 lower-case letters, digits or hyphens')
  .meta({ id: 'ModelName', example: 'her2-pcr' });

/** Which model line, of whom. */
export const lineKey = z.object({ owner: ownerId, name: modelName });
export type LineKey = z.infer<typeof lineKey>;

/** A line as paths name it: a name among the caller's own lines and those of its consortia, or `{owner}~{name}`. */
export const lineReference = z
  .string()
  .regex(
    /^([a-z0-9][a-z0-9-]{0,73}~)?[a-z0-9][a-z0-9-]{0,62}$/,
    'wanted the name of a model line, or {owner}~{name}: lower-case letters, digits and hyphens',
  )
  .meta({ id: 'LineReference', example: 'her2-pcr', description: 'A name, or {owner}~{name} of a shared line' });

/** How a line is written: `{owner}~{name}`. */
export function lineText({ owner, name }: LineKey): string {
  return `${owner}~${name}`;
}

/** A number as a path or query has it, in decimal digits; nothing else that JavaScript would take for a number. */
export function digits<Number extends z.ZodType>(number: Number) {
  return z.preprocess(
    (text) => (typeof text === 'string' && /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text),
    number,
  );
}

export const modelVersion = digits(z.number().int().min(1).max(999_999)).meta({
  id: 'VersionNumber',
  example: 1,
  description: 'Number of a version in its line, from 1',
});

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'wanted 64 lower-case hexadecimal digits');

/** A key of S3 has at most 1,024 bytes; `institutions/{institution}/studies/{study}/` takes up to 150 of them. */
const LONGEST_PATH = 874;

/** What `studyPath` and `filePath` take, for readers of the schema: a refusal names its cause, a pattern does not. */
const PATH_PATTERN = String.raw`^(?!\.\.?(/|$))[^/\\\x00]+(/(?!\.\.?(/|$))[^/\\\x00]+)*`;

/** A path inside a study: relative, forward slashes, no empty, `.` or `..` segment. */
export const studyPath = z
  .string()
  .min(1)
  .max(512)
  .refine(
    (path) =>
      path.split('/').every((part, i, all) => (part !== '' || i === all.length - 1) && part !== '.' && part !== '..'),
    'wanted a relative path inside the study, without empty, . or .. segments',
  )
  .refine((path) => !path.includes('\\') && !path.includes('\0'), 'wanted forward slashes only')
  .refine((path) => !/\p{Surrogate}/u.test(path), 'wanted Unicode text, without half a surrogate pair')
  .refine(
    (path) => new TextEncoder().encode(path).length <= LONGEST_PATH,
    `wanted at most ${LONGEST_PATH} bytes in UTF-8`,
  )
  .meta({ pattern: `${PATH_PATTERN}/?$` });

/** A file of a study: a path that does not end in a slash. */
export const filePath = studyPath
  .refine((path) => !path.endsWith('/'), 'wanted a file, not a folder')
  .meta({
    pattern: `${PATH_PATTERN}$`,
    example: 't2fs/image.nii',
  });

/** The study itself as the folder of an image. */
export const WHOLE_STUDY = './';

/** A file or folder of a study, or the whole study: one string, as generators of clients like it, no union. */
export const imagePath = z
  .string()
  .min(1)
  .max(512)
  .superRefine((path, context) => {
    const issues = path === WHOLE_STUDY ? [] : (studyPath.safeParse(path).error?.issues ?? []);
    for (const { message } of issues) context.addIssue({ code: 'custom', message });
  })
  .meta({ pattern: `^\\./$|${PATH_PATTERN}/?$`, example: 't2fs/' });

export const sequenceName = z.enum(SEQUENCES).meta({ id: 'SequenceName' });

/** Which study, of whom. */
export const studyKey = z.object({ institution: institutionId, studyId });
export type StudyKey = z.infer<typeof studyKey>;

/** Where an institution's study lies in the study bucket. */
export function studyPrefix(study: StudyKey): string {
  return `institutions/${study.institution}/studies/${study.studyId}/`;
}

export const MANIFEST_FILE = 'manifest.json';

/** The study whose manifest this object is; `undefined` for any other object. */
export function studyOfManifest(key: string): StudyKey | undefined {
  const match = /^institutions\/([^/]+)\/studies\/([^/]+)\/manifest\.json$/.exec(key);
  const parsed = studyKey.safeParse({ institution: match?.[1], studyId: match?.[2] });
  return parsed.success ? parsed.data : undefined;
}

/** 26 digits of a hash of what was asked: the same question again gets the same job. */
export const jobId = z
  .string()
  .regex(/^[0-9a-f]{26}$/, 'wanted the id of a job: 26 lower-case hexadecimal digits')
  .meta({ description: 'Id of a job, as its creation gave it', example: '0123456789abcdef0123456789' });

/** Which job, of whom. */
export interface JobKey {
  readonly institution: string;
  readonly jobId: string;
}

/** Where a job's table and answers lie in the artefact bucket. */
export const tableKey = ({ institution, jobId: id }: JobKey): string => `jobs/${institution}/${id}/table.csv`;
export const answersKey = ({ institution, jobId: id }: JobKey): string => `jobs/${institution}/${id}/predictions.csv`;

/** The job whose table has this key; `undefined` for any other object. */
export function jobOfTable(key: string): JobKey | undefined {
  const [, institution, id] = /^jobs\/([^/]+)\/([0-9a-f]{26})\/table\.csv$/.exec(key) ?? [];
  return institution === undefined ? undefined : { institution, jobId: id };
}

/** Where the table of a feature export lies in the artefact bucket, and below which prefix what it is made from. */
export const exportKey = ({ institution, jobId: id }: JobKey): string => `exports/${institution}/${id}.csv`;
export const exportWorkPrefix = ({ institution, jobId: id }: JobKey): string => `exports/${institution}/${id}/`;

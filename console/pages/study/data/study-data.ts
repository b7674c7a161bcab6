/** What the pages of a study ask of the service. */
import { dataOf, type Schemas } from '../../../api/client.ts';
import { api } from '../../../service/service.ts';

export type Study = Schemas['StudyAnswer'];
export type StudyFile = Schemas['StudyFiles']['files'][number];
export type UploadedManifest = Schemas['StudyFiles']['manifest'];
export type Features = Schemas['StudyFeatures'];
export type History = Schemas['StudyHistory'];
export type Receipt = Schemas['DeidentificationReceipt'];
export type Clinical = Schemas['ClinicalAnswer'];
export type Variable = Schemas['ClinicalVariable'];
export type Reference = Schemas['Reference'];
export type SequenceName = Schemas['SequenceName'];

export const SEQUENCES: readonly SequenceName[] = ['t2fs', 'dwi', 'dce'];

const of = (id: string) => ({ params: { path: { id } } });

/** The study, and the tag with which a change says that it means this state. */
export interface TaggedStudy {
  readonly study: Study;
  readonly tag?: string;
}

export async function askStudy(id: string): Promise<TaggedStudy> {
  const asking = api().GET('/v1/studies/{id}', of(id));
  const study = await dataOf(asking);
  return { study, tag: (await asking).response.headers.get('etag') ?? undefined };
}

export const askReceipt = (id: string): Promise<Receipt> => dataOf(api().GET('/v1/studies/{id}/receipt', of(id)));
export const askFeatures = (id: string): Promise<Features> => dataOf(api().GET('/v1/studies/{id}/features', of(id)));
export const askHistory = (id: string): Promise<History> => dataOf(api().GET('/v1/studies/{id}/history', of(id)));
export const askClinical = (id: string): Promise<Clinical> => dataOf(api().GET('/v1/studies/{id}/clinical', of(id)));

/** The variables that a protocol declares. */
export async function askVariables(protocol: string): Promise<readonly Variable[]> {
  const { clinical } = await dataOf(api().GET('/v1/protocols/{id}', of(protocol)));
  return clinical;
}

/** The features as the service writes them: a table of one row. */
export const askFeaturesAsCsv = (id: string): Promise<string> =>
  dataOf(api().GET('/v1/studies/{id}/features.csv', { ...of(id), parseAs: 'text' }));

/** Where the values of the cohort lie, by the version that answered for the study. */
export function askReference({ owner, model, version }: NonNullable<Study['prediction']>): Promise<Reference> {
  const name = owner === undefined ? model : `${owner}~${model}`;
  return dataOf(api().GET('/v1/models/{name}/versions/{version}/reference', { params: { path: { name, version } } }));
}

/** All files of the study's present manifest, with addresses that live for a while. */
export async function askFiles(id: string): Promise<{ manifest: UploadedManifest; files: StudyFile[] }> {
  const files: StudyFile[] = [];
  let cursor: string | undefined;
  for (;;) {
    const query = { limit: FILES_PER_PAGE, ...(cursor !== undefined && { cursor }) };
    const page = await dataOf(api().GET('/v1/studies/{id}/files', { params: { path: { id }, query } }));
    files.push(...page.files);
    cursor = page.cursor;
    if (cursor === undefined) return { manifest: page.manifest, files };
  }
}

const FILES_PER_PAGE = 500;

/** A change is made only to the state that the page shows, where the service says which one that is. */
const ifMatch = (tag: string | undefined) => (tag === undefined ? {} : { header: { 'if-match': tag } });

export const putClinical = (
  id: string,
  clinical: Readonly<Record<string, number | string | null>>,
  tag?: string,
): Promise<Clinical> =>
  dataOf(api().PUT('/v1/studies/{id}/clinical', { params: { path: { id }, ...ifMatch(tag) }, body: { clinical } }));

export const putOutcome = (id: string, body: Schemas['Outcome'], tag?: string): Promise<Study> =>
  dataOf(api().PUT('/v1/studies/{id}/outcome', { params: { path: { id }, ...ifMatch(tag) }, body }));

/** What an answer needs of a version: less than its row, so that a page can have it from the API. */
import type { ModelVersionRow } from '../models/models.ts';

export type AnsweringVersion = Pick<
  ModelVersionRow,
  | 'owner'
  | 'name'
  | 'version'
  | 'protocol'
  | 'dataOrigin'
  | 'settingsHash'
  | 'engineVersion'
  | 'modelKey'
  | 'selected'
  | 'submodels'
>;

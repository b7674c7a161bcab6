/** What an answer needs of a version: less than its row, so that a page can have it from the API. */
import type { ModelVersionRow } from '../models/models.ts';

type Identity = Pick<ModelVersionRow, 'owner' | 'name' | 'version' | 'protocol' | 'dataOrigin'>;
type Measured = Pick<ModelVersionRow, 'settingsHash' | 'engineVersion'>;
type Fitted = Pick<ModelVersionRow, 'modelKey' | 'selected' | 'submodels'>;

export type AnsweringVersion = Identity & Measured & Fitted;

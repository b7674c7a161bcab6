/** Entry "./extraction": what the states that touch images need, kept apart so that no other function loads the engine. */

export { ENGINE_VERSION } from '@radscore/radiomics';
export { assembleVector } from './extraction/assemble-vector.ts';
export { extractPrepared } from './extraction/extract-prepared.ts';
export { listOutdatedStudies } from './extraction/outdated-studies.ts';
export { prepareSequence } from './extraction/prepare-sequence.ts';
export { protocolSettingsHash, settingsOf } from './extraction/sequence-settings.ts';

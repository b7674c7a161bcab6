/** The files that a person chose or dropped, for the engine. */

export { type ChosenFile, filesOfDrop, filesOfInput, MANIFEST_FILE } from '../service/chosen-files.ts';

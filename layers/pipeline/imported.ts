/** Entry "./imported": what the API needs of imported signatures; it reads settings, and loads the engine's names of features. */
export { answerBySignature, importedCard } from './api/signature-answers.ts';
export {
  describeSignature,
  lineOfImport,
  readAnswering,
  registerSignature,
} from './signatures/stored-signature.ts';

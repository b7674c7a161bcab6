/** English: the reasons, in the words of the service's own catalogue. Loaded when the first reason is shown. */
export { REASONS as reasons } from '@radscore/pipeline/reasons';

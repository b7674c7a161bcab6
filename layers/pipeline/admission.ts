/** An entry for programs that parse manifests by this path. */
export * from './studies/admission.ts';

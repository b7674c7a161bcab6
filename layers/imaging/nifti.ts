/** An entry for programs that read and write NIfTI by this path. */
export * from './formats/nifti.ts';

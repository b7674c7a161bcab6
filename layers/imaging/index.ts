export * from './errors.ts';
export * from './volume.ts';

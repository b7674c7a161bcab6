/** Names shared by the build and the stack. No CDK in here, so that the build starts at once. */

/** The work, as Lambda layers, in the order in which they may import each other. */
export const layerNames = ['imaging', 'radiomics', 'statistics', 'pipeline'] as const;
export type LayerName = (typeof layerNames)[number];

/**
 * Modules that code loads by name while it runs, so that no bundler sees them: they travel, as they are, with the bundles
 * that name them.
 */
export const loadedByName = [
  '@cornerstonejs/codec-charls/decodewasm',
  '@cornerstonejs/codec-charls/decodewasmjs',
  '@cornerstonejs/codec-openjpeg/decodewasm',
  '@cornerstonejs/codec-openjpeg/decodewasmjs',
] as const;

/** Functions that run from a zip with layers: one folder each in `lambdas/`. */
export const zipFunctionNames = [
  'pace-analyses',
  'admit-study',
  'quarantine-study',
  'prepare-sequence',
  'extract-features',
  'assemble-features',
  'predict-response',
  'record-failure',
  'erase-study',
  'erase-rows',
  'review-studies',
  'mark-versions',
  'start-runs',
  'gather-cohort',
  'fit-model',
  'fit-submodel',
  'register-model',
  'challenge-champion',
  'record-training-failure',
  'predict-table',
  'record-table-failure',
  'list-outdated-studies',
  'export-features',
  'record-export-failure',
  'api',
  'stamp-institution',
] as const;
export type ZipFunctionName = (typeof zipFunctionNames)[number];

/** Functions that run from a container image: their folder also holds a Dockerfile. */
export const containerFunctionNames = ['extract-filtered-features'] as const;
export type ContainerFunctionName = (typeof containerFunctionNames)[number];

export type FunctionName = ZipFunctionName | ContainerFunctionName;

/** What the build says about its result, in `build/code.json`. */
export interface DeployableCode {
  /** The layers that each function's bundle asks for, with what those ask for in turn. */
  readonly layersOf: Readonly<Record<ZipFunctionName, readonly LayerName[]>>;
}

/** `admit-study` as state, placeholder and construct: `AdmitStudy`. */
export function pascalCase(folder: string): string {
  return folder.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());
}

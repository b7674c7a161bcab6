/** One extraction over several threads: who does what, and how the parts become one again. */
import { InputRefused, type RefusalDetail } from '@radscore/imaging';
import { type ExtractionOptions, extractPrepared, extractShape, featureNames } from '../extraction/extract.ts';
import type { Prepared, PreparedRoi } from '../extraction/prepare-roi.ts';
import { shapeClasses } from '../extraction/shape-blocks.ts';
import type { Extraction, Warning } from '../features/feature-block.ts';
import { defaultWorkspace, type Workspace } from '../memory/workspace.ts';
import type { Roi } from '../roi/roi.ts';
import type { ExtractionSettings } from '../settings/settings.ts';
import { share } from './share-work.ts';

/** A part of one extraction, for one thread. It can be sent: a structured clone of it is as good. */
export type ExtractionJob = ImagesJob | ShapeJob;

export interface ImagesJob {
  readonly prepared: Prepared;
  readonly settings: ExtractionSettings;
  /** Names as `featureNames` gives them. */
  readonly only: ReadonlySet<string>;
}

export interface ShapeJob {
  readonly shapeRoi: Roi;
  readonly settings: ExtractionSettings;
}

/** What a thread answers: errors lose their class on the way, so that a refusal is sent as its fields. */
export type ExtractionAnswer = { readonly extraction: Extraction } | { readonly refusal: RefusalDetail };

/** Another thread that extracts: a worker of Node or of a page. It does one job after the other. */
export interface ExtractionThread {
  run(job: ExtractionJob): Promise<ExtractionAnswer>;
  close(): Promise<void>;
}

/** The work of one thread: what `ExtractionThread.run` gives of a job. */
export function answerJob(job: ExtractionJob, workspace: Workspace = defaultWorkspace()): ExtractionAnswer {
  try {
    if ('shapeRoi' in job) return { extraction: extractShape(job.shapeRoi, job.settings, workspace) };
    return { extraction: extractPrepared(job.prepared, job.settings, { only: job.only }, workspace) };
  } catch (error) {
    if (!(error instanceof InputRefused)) throw error;
    const { code, file, got, wanted, remedy } = error;
    return { refusal: { code, file, got, wanted, remedy } };
  }
}

/**
 * The same as `extract`, to the bit, over this thread and others, of an ROI that `prepareRoi` has prepared: this one adds
 * the image, then all share the shape and the image types. Where the image must be interpolated, another thread measures
 * the shape meanwhile.
 *
 * @throws InputRefused
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION } from '@radscore/imaging';
 * import { extractOverThreads, prepareRoi, settingsFrom } from '@radscore/radiomics';
 * import { openThread } from '@radscore/radiomics/node';
 * const grid = { size: [6, 6, 6], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.from({ length: 216 }, (_, i) => (i * 37) % 101) };
 * const mask = { ...grid, voxels: new Uint8Array(216).fill(1, 43, 173) };
 * const settings = settingsFrom({ featureClass: { firstorder: ['Mean'] } });
 * const threads = [openThread(), openThread()];
 * const { blocks } = await extractOverThreads(prepareRoi(image, mask, settings), settings, threads);
 * for (const thread of threads) thread.close();
 * blocks.map(({ names }) => [...names]); // → [ [ 'original_firstorder_Mean' ] ]
 * ```
 */
export async function extractOverThreads(
  { shapeRoi, interpolates, withImage }: PreparedRoi,
  settings: ExtractionSettings,
  threads: readonly ExtractionThread[],
  { group = 'all' }: Pick<ExtractionOptions, 'group'> = {},
  workspace: Workspace = defaultWorkspace(),
): Promise<Extraction> {
  const names = featureNames(settings, { group }).map(({ imageType }) => imageType);
  const shapes: readonly string[] = shapeClasses(settings).filter((name) => names.includes(name));
  const isAhead = threads.length > 0 && shapes.length > 0 && interpolates && shapeRoi !== undefined;
  const ahead = isAhead ? [threads[0].run({ shapeRoi, settings })] : [];
  // A refusal meanwhile does not wait for it.
  for (const answer of ahead) answer.catch(() => undefined);
  const prepared = withImage();
  const [mine, ...shares] = share(isAhead ? names.filter((name) => !shapes.includes(name)) : names, threads.length + 1);
  const others = threads.map((thread, k) => thread.run({ prepared, settings, only: new Set(shares[k]) }));
  const own = answerJob({ prepared, settings, only: new Set(mine) }, workspace);
  const answers = [own, ...(await Promise.all([...ahead, ...others]))];
  return merge(
    answers.map((answer) => {
      if ('refusal' in answer) throw new InputRefused(answer.refusal);
      return answer.extraction;
    }),
    names,
  );
}

/** Blocks in their order; what several parts warn of is said once. */
function merge(parts: readonly Extraction[], names: readonly string[]): Extraction {
  const blocks = parts
    .flatMap((part) => part.blocks)
    .sort((a, b) => names.indexOf(a.imageType) - names.indexOf(b.imageType));
  const warnings = new Map<string, Warning>();
  for (const warning of parts.flatMap((part) => part.warnings))
    warnings.set(`${warning.code}\n${warning.message}`, warning);
  const levels = Object.assign({}, ...parts.map(({ greyLevels }) => greyLevels)) as Record<string, number>;
  const greyLevels = Object.fromEntries(names.flatMap((name) => (name in levels ? [[name, levels[name]]] : [])));
  return { blocks, warnings: [...warnings.values()], greyLevels };
}

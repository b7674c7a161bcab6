import { type Grid, InputRefused, type Mask, type RefusalDetail, type Volume } from '@radscore/imaging';
import { type ExtractionOptions, extractPrepared, extractShape, featureNames } from './extract.ts';
import type { Extraction, Warning } from './extraction.ts';
import { DEFAULT_MAX_BYTES } from './memory.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { ExtractionSettings } from './settings.ts';
import { shapeClasses } from './shape-blocks.ts';

/**
 * A part of one extraction, for one thread: the shape, which needs the mask alone, or some of the image types. It can be
 * sent: a structured clone of it is as good.
 */
export type ExtractionJob =
  | { readonly part: 'shape'; readonly grid: Grid; readonly mask: Mask; readonly settings: ExtractionSettings }
  | {
      readonly part: 'images';
      readonly prepared: Prepared;
      readonly settings: ExtractionSettings;
      readonly only: ReadonlySet<string>;
    };

/** What a thread answers: errors lose their class on the way, so that a refusal is sent as its fields. */
export type ExtractionAnswer = { readonly extraction: Extraction | undefined } | { readonly refusal: RefusalDetail };

/** Another thread that extracts: a worker of Node or of a page. It does one job after the other. */
export interface ExtractionThread {
  run(job: ExtractionJob): Promise<ExtractionAnswer>;
  close(): Promise<void>;
}

/** The work of a thread, on its own side. */
export function answerJob(job: ExtractionJob): ExtractionAnswer {
  try {
    const { part, settings } = job;
    const extraction =
      part === 'shape'
        ? extractShape(job.grid, job.mask, settings)
        : extractPrepared(job.prepared, settings, { only: job.only });
    return { extraction };
  } catch (error) {
    if (!(error instanceof InputRefused)) throw error;
    const { code, file, got, wanted, remedy } = error;
    return { refusal: { code, file, got, wanted, remedy } };
  }
}

/**
 * The same as `extract`, to the bit, over this thread and others: one of them measures the shape while this one prepares
 * the image, then all share the image types.
 *
 * @throws InputRefused
 */
export async function extractOverThreads(
  image: Volume,
  mask: Mask,
  settings: ExtractionSettings,
  threads: readonly ExtractionThread[],
  { maxBytes = DEFAULT_MAX_BYTES, group = 'all' }: Omit<ExtractionOptions, 'only'> = {},
): Promise<Extraction> {
  const names = featureNames(settings, { group }).map(({ imageType }) => imageType);
  const shapes = shapeClasses(settings);
  const canMeasureElsewhere = threads.length > 0 && names.some((name) => (shapes as string[]).includes(name));
  const { size, spacing, origin, direction } = image;
  const early = canMeasureElsewhere
    ? threads[0].run({ part: 'shape', grid: { size, spacing, origin, direction }, mask, settings })
    : undefined;
  // Whatever it answers is looked at later, if this thread does not refuse first.
  early?.catch(() => undefined);
  const isEarly = canMeasureElsewhere && settings.setting.resegmentRange === null;
  const prepared = prepare(image, mask, settings, maxBytes);

  const shares = share(
    isEarly ? names.filter((name) => !(shapes as string[]).includes(name)) : names,
    threads.length + 1,
  );
  const others = threads.map((thread, k) =>
    thread.run({ part: 'images', prepared, settings, only: new Set(shares[k + 1]) }),
  );
  const own = answerJob({ part: 'images', prepared, settings, only: new Set(shares[0]) });
  const answers = [own, ...(await Promise.all([...(early ? [early] : []), ...others]))];
  return merge(
    answers.flatMap((answer) => {
      if ('refusal' in answer) throw new InputRefused(answer.refusal);
      return answer.extraction ?? [];
    }),
    names,
  );
}

/** What an image type costs, measured: its textures are about 1. */
function costOf(name: string): number {
  if (name.startsWith('log-')) return 1.8;
  if (name.startsWith('lbp-3D')) return 5;
  return 1;
}

/**
 * Names over so many threads, each with about the same work: the costly ones first, to whoever has least; wavelets last and
 * in stretches of neighbours, because sub-bands that begin alike are filtered together.
 */
function share(names: readonly string[], count: number): string[][] {
  const shares = Array.from({ length: count }, () => ({ names: [] as string[], cost: 0 }));
  const give = (to: (typeof shares)[number], name: string): void => {
    to.names.push(name);
    to.cost += costOf(name);
  };
  const isWavelet = (name: string): boolean => name.startsWith('wavelet');
  const least = (): (typeof shares)[number] => shares.reduce((a, b) => (b.cost < a.cost ? b : a));
  const single = names.filter((name) => !isWavelet(name)).toSorted((a, b) => costOf(b) - costOf(a));
  for (const name of single) give(least(), name);
  const fair = names.reduce((sum, name) => sum + costOf(name), 0) / count;
  let to = least();
  for (const name of names.filter(isWavelet).toSorted()) {
    if (to.cost + costOf(name) / 2 > fair) to = least();
    give(to, name);
  }
  // Whoever sends the work begins with its own while it is on its way.
  return shares.toSorted((a, b) => b.cost - a.cost).map((own) => own.names);
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

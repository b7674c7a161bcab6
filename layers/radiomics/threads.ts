import { InputRefused, type Mask, type RefusalDetail, type Volume } from '@radscore/imaging';
import { type ExtractionOptions, extractPrepared, featureNames } from './extract.ts';
import type { Extraction, Warning } from './extraction.ts';
import { DEFAULT_MAX_BYTES } from './memory.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { ExtractionSettings } from './settings.ts';

/** Some blocks of one extraction, for one thread. It can be sent: a structured clone of it is as good. */
export interface ExtractionJob {
  readonly prepared: Prepared;
  readonly settings: ExtractionSettings;
  /** Names as `featureNames` gives them. */
  readonly only: ReadonlySet<string>;
}

/** What a thread answers: errors lose their class on the way, so that a refusal is sent as its fields. */
export type ExtractionAnswer = { readonly extraction: Extraction } | { readonly refusal: RefusalDetail };

/** Another thread that extracts: a worker of Node or of a page. It does one job after the other. */
export interface ExtractionThread {
  run(job: ExtractionJob): Promise<ExtractionAnswer>;
  close(): Promise<void>;
}

/** The work of a thread, on its own side. */
export function answerJob({ prepared, settings, only }: ExtractionJob): ExtractionAnswer {
  try {
    return { extraction: extractPrepared(prepared, settings, { only }) };
  } catch (error) {
    if (!(error instanceof InputRefused)) throw error;
    const { code, file, got, wanted, remedy } = error;
    return { refusal: { code, file, got, wanted, remedy } };
  }
}

/**
 * The same as `extract`, to the bit, over this thread and others: this one prepares image and ROI, then all share the
 * shape and the image types.
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
  const prepared = prepare(image, mask, settings, maxBytes);
  const [mine, ...shares] = share(names, threads.length + 1);
  const others = threads.map((thread, k) => thread.run({ prepared, settings, only: new Set(shares[k]) }));
  const own = answerJob({ prepared, settings, only: new Set(mine) });
  const answers = [own, ...(await Promise.all(others))];
  return merge(
    answers.map((answer) => {
      if ('refusal' in answer) throw new InputRefused(answer.refusal);
      return answer.extraction;
    }),
    names,
  );
}

/** What a block costs, measured: the textures of an image type are about 1. */
function costOf(name: string): number {
  if (name.startsWith('log-')) return 1.8;
  if (name.startsWith('lbp-3D')) return 5;
  if (name.startsWith('shape')) return 0.7;
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

import { InputRefused, type Mask, type RefusalDetail, type Volume } from '@radscore/imaging';
import { type ExtractionOptions, extract, featureNames } from './extract.ts';
import type { Extraction, Warning } from './extraction.ts';
import type { ExtractionSettings } from './settings.ts';

/** Image types of one extraction, for one thread. It can be sent: a structured clone of it is as good. */
export interface ExtractionJob {
  readonly image: Volume;
  readonly mask: Mask;
  readonly settings: ExtractionSettings;
  readonly options: ExtractionOptions;
}

/** What a thread answers: errors lose their class on the way, so that a refusal is sent as its fields. */
export type ExtractionAnswer = { readonly extraction: Extraction } | { readonly refusal: RefusalDetail };

/** Another thread that extracts: a worker of Node or of a page. */
export interface ExtractionThread {
  run(job: ExtractionJob): Promise<ExtractionAnswer>;
  close(): Promise<void>;
}

/** The work of a thread, on its own side. */
export function answerJob({ image, mask, settings, options }: ExtractionJob): ExtractionAnswer {
  try {
    return { extraction: extract(image, mask, settings, options) };
  } catch (error) {
    if (!(error instanceof InputRefused)) throw error;
    const { code, file, got, wanted, remedy } = error;
    return { refusal: { code, file, got, wanted, remedy } };
  }
}

/**
 * The same as `extract`, to the bit, with the image types spread over this thread and others.
 *
 * @throws InputRefused
 */
export async function extractOverThreads(
  image: Volume,
  mask: Mask,
  settings: ExtractionSettings,
  threads: readonly ExtractionThread[],
  options: Omit<ExtractionOptions, 'only'> = {},
): Promise<Extraction> {
  const names = featureNames(settings, options).map(({ imageType }) => imageType);
  const shares = threads.map((_, share) => names.filter((__, k) => k % (threads.length + 1) === share + 1));
  const others = threads.map((thread, k) =>
    thread.run({ image, mask, settings, options: { ...options, only: new Set(shares[k]) } }),
  );
  const mine = names.filter((_, k) => k % (threads.length + 1) === 0);
  const own = answerJob({ image, mask, settings, options: { ...options, only: new Set(mine) } });
  const answers = [own, ...(await Promise.all(others))];
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

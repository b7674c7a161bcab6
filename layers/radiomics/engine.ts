/** An engine: the extraction with the parts of a host, and with a workspace of its own that it keeps. */
import { compareProfiles } from './diagnostics/compare-profiles.ts';
import { diagnose } from './diagnostics/diagnostics.ts';
import { measureTrust } from './diagnostics/trust.ts';
import { extract, extractPrepared } from './extraction/extract.ts';
import { prepareRoi } from './extraction/prepare-roi.ts';
import { extractIbsi } from './ibsi/extract-ibsi.ts';
import { type KernelChoice, Workspace } from './memory/workspace.ts';
import { portableSha1, type Sha1 } from './numbers/sha1.ts';
import { answerJob, extractOverThreads } from './threads/extract-over-threads.ts';

/** What an engine is made of. */
export interface EngineParts {
  /** SHA-1 for diagnostics; JavaScript's without it. */
  readonly sha1?: Sha1;
  /** `twins` leaves the compiled kernels out even if this host can run them. */
  readonly kernels?: KernelChoice;
}

/** A function without its last parameter, which an engine fills in. */
type Bound<F> = F extends (...parameters: [...infer P, (infer _Last)?]) => infer R ? (...parameters: P) => R : never;

/**
 * The functions of the same names, each in the workspace of this engine. The functions themselves, called without a
 * workspace, are those of a default engine.
 */
export interface Engine {
  /** What runs here: the compiled SIMD kernels, or their twins, which give the same bits more slowly. */
  readonly kernels: KernelChoice;
  /** Why the twins run; undefined if the kernels do. */
  readonly whyTwins: string | undefined;
  readonly extract: Bound<typeof extract>;
  readonly prepareRoi: Bound<typeof prepareRoi>;
  readonly extractPrepared: Bound<typeof extractPrepared>;
  readonly extractOverThreads: Bound<typeof extractOverThreads>;
  readonly answerJob: Bound<typeof answerJob>;
  readonly extractIbsi: Bound<typeof extractIbsi>;
  readonly compareProfiles: Bound<typeof compareProfiles>;
  readonly measureTrust: Bound<typeof measureTrust>;
  readonly diagnose: Bound<typeof diagnose>;
}

/** What an engine runs on, in a few words: `simd`, or `twins` and why. */
export function kernelsInWords({ kernels, whyTwins }: Pick<Engine, 'kernels' | 'whyTwins'>): string {
  return whyTwins === undefined ? kernels : `${kernels} (${whyTwins})`;
}

/**
 * Makes an engine. Its kernels are loaded when they are first needed, or asked about.
 *
 * @example
 * ```ts
 * import { createEngine } from '@radscore/radiomics';
 * const engine = createEngine({ kernels: 'twins' });
 * engine.kernels; // → 'twins'
 * ```
 */
export function createEngine({ sha1 = portableSha1, kernels = 'simd' }: EngineParts = {}): Engine {
  let made: Workspace | undefined;
  const workspace = (): Workspace => {
    made ??= new Workspace(kernels);
    return made;
  };
  return {
    get kernels() {
      return workspace().kernels ? 'simd' : 'twins';
    },
    get whyTwins() {
      return workspace().whyTwins;
    },
    extract: (image, mask, settings, options) => extract(image, mask, settings, options, workspace()),
    prepareRoi: (image, mask, settings, maxBytes) => prepareRoi(image, mask, settings, maxBytes, workspace()),
    extractPrepared: (prepared, settings, options) => extractPrepared(prepared, settings, options, workspace()),
    extractOverThreads: (roi, settings, threads, options) =>
      extractOverThreads(roi, settings, threads, options, workspace()),
    answerJob: (job) => answerJob(job, workspace()),
    extractIbsi: (image, mask, configuration) => extractIbsi(image, mask, configuration, workspace()),
    compareProfiles: (image, mask, settings, name) => compareProfiles(image, mask, settings, name, workspace()),
    measureTrust: (image, mask, settings, name) => measureTrust(image, mask, settings, name, workspace()),
    diagnose: (image, mask, settings, engine, prepared, source) =>
      diagnose(image, mask, settings, engine, prepared, source, sha1),
  };
}

/** The workspace of an extraction: that of resampling, and the kernels of filters and textures with their memory. */
import { Workspace as ResamplingWorkspace } from '@radscore/imaging';
import { Kernels, newKernels } from '../kernels/kernels.ts';

/** What computes filters and matrices: the compiled SIMD kernels, or their TypeScript twins. The values are the same bits. */
export type KernelChoice = 'simd' | 'twins';

/** Handed down an extraction, and through all that it calls. */
export class Workspace extends ResamplingWorkspace {
  /** Null if the twins run. */
  readonly kernels: Kernels | null;
  /** Why the twins run; undefined if the kernels do. */
  readonly whyTwins: string | undefined;

  /** @param wanted `twins` leaves the kernels out, of resampling too: for tests and benchmarks that compare the two */
  constructor(wanted: KernelChoice = 'simd') {
    super();
    const made = wanted === 'simd' ? newKernels() : { missing: 'they were asked for' };
    this.kernels = made instanceof Kernels ? made : null;
    this.whyTwins = made instanceof Kernels ? undefined : made.missing;
  }

  /** Gives back both kinds of memory. */
  override within<T>(work: () => T): T {
    return this.kernels ? this.kernels.within(() => super.within(work)) : super.within(work);
  }

  protected override newSpline(): ReturnType<ResamplingWorkspace['newSpline']> {
    return this.kernels ? super.newSpline() : null;
  }
}

let kept: Workspace | undefined;

/** The workspace of all extractions that are handed none: what it keeps between them is room, never values. */
export function defaultWorkspace(): Workspace {
  kept ??= new Workspace();
  return kept;
}

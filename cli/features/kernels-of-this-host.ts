/** What the engine of the command runs on: SIMD kernels, or their twins and why. */
import { kernelsInWords } from '@radscore/radiomics';
import { nodeEngine } from '@radscore/radiomics/node';

export function kernelsOfThisHost(): string {
  return kernelsInWords(nodeEngine);
}

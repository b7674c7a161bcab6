import { readCase } from '@radscore/imaging';
import { extract, parseSettings, slicesNeeded } from '@radscore/radiomics';

/** One extraction from the files' bytes, reading included: the same lines run in Node and, bundled, in a page. */
export function extractFromBytes(
  image: { name: string; bytes: Uint8Array },
  mask: { name: string; bytes: Uint8Array },
  parameters: string,
): { bits: string; milliseconds: number } {
  const settings = parseSettings(parameters);
  const start = performance.now();
  const read = readCase([image], [mask], { slicesFor: (roi) => slicesNeeded(roi, settings) });
  const { blocks } = extract(read.image, read.mask, settings);
  const milliseconds = performance.now() - start;
  const bits = JSON.stringify(blocks.map(({ names, values }) => [names, Array.from(values, String)]));
  return { bits, milliseconds };
}

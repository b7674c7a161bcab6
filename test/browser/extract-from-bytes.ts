/** One extraction from files in memory, in the same lines for Node and for a page. */
import { readCase } from '@radscore/imaging';
import { extract, parseSettings, slicesNeeded } from '@radscore/radiomics';

/** One extraction from the files' bytes, reading included: the same lines run in Node and, bundled, in a page. */
export function extractFromBytes(
  image: { name: string; bytes: Uint8Array },
  mask: { name: string; bytes: Uint8Array },
  parameters: string,
  read: typeof readCase = readCase,
): { bits: string; milliseconds: number } {
  const settings = parseSettings(parameters);
  const start = performance.now();
  const found = read([image], [mask], { slicesFor: (roi) => slicesNeeded(roi, settings) });
  const { blocks } = extract(found.image, found.mask, settings);
  const milliseconds = performance.now() - start;
  const bits = JSON.stringify(blocks.map(({ names, values }) => [names, Array.from(values, String)]));
  return { bits, milliseconds };
}

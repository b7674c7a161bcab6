/** Counts the parts of an ROI. */
import { maskOf, padBox, type Roi } from './roi.ts';

/** Number of parts of an ROI that do not touch, not even at a corner (26 neighbours, as ITK's full connectivity). */
export function connectedVolumes(roi: Roi): number {
  const box = padBox(roi, 1);
  const { positions, strideY, strideZ } = box;
  const open = maskOf(box);
  const steps: number[] = [];
  for (const z of [-strideZ, 0, strideZ])
    for (const y of [-strideY, 0, strideY]) steps.push(z + y - 1, z + y, z + y + 1);

  const waiting = new Int32Array(positions.length);
  let parts = 0;
  for (let n = 0; n < positions.length; n++) {
    if (open[positions[n]] === 0) continue;
    parts++;
    open[positions[n]] = 0;
    waiting[0] = positions[n];
    for (let count = 1; count > 0; ) {
      const at = waiting[--count];
      for (let s = 0; s < steps.length; s++) {
        const next = at + steps[s];
        if (open[next] === 0) continue;
        open[next] = 0;
        waiting[count++] = next;
      }
    }
  }
  return parts;
}

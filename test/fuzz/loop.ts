/** Thread of a guarded process: runs mutations one after another and notes which one it is at. */
import { parentPort, workerData } from 'node:worker_threads';
import { FORMATS } from './formats/index.ts';
import type { Counts, Job, Message } from './messages.ts';
import { mutationOf, runMutation } from './mutation.ts';

const { format: name, seed, first, end, step, keepsAccepted, place } = workerData as Job & { place: SharedArrayBuffer };
const at = new Int32Array(place);
const format = FORMATS.find((known) => known.name === name);
if (!format) throw new Error(`got the format ${name}; wanted one of ${FORMATS.map((known) => known.name).join(', ')}`);

const say = (message: Message): void => parentPort?.postMessage(message);
/** Results are handed over in bundles. */
const BUNDLE = 200;
let counts: Counts = { run: 0, refused: 0, same: 0, other: 0, codes: {} };
const handOver = (next: number): void => {
  say({ kind: 'counts', format: name, counts, next });
  counts = { run: 0, refused: 0, same: 0, other: 0, codes: {} };
};

for (let index = first; index < end; index += step) {
  Atomics.store(at, 0, index);
  const outcome = runMutation(format, { seed, index });
  counts.run++;
  if (outcome.kind === 'crash') {
    const { mutant } = mutationOf(format, { seed, index });
    say({ kind: 'finding', what: 'crash', format: name, index, message: outcome.message, files: mutant });
  } else if (outcome.kind === 'refused') {
    counts.refused++;
    counts.codes[outcome.code] = (counts.codes[outcome.code] ?? 0) + 1;
  } else {
    counts[outcome.kind]++;
    // What is read in spite of a change is compared too: the change may be one that other readers obey.
    const { mutant, volume } = outcome;
    if (keepsAccepted && format.peers && volume) {
      const { size, spacing, origin, direction } = volume;
      const voxels = Float64Array.from(volume.voxels);
      say({
        kind: 'accepted',
        format: name,
        index,
        files: mutant,
        volume: { size, spacing, origin, direction, voxels },
      });
    }
  }
  if (counts.run >= BUNDLE) handOver(index + step);
}
handOver(end);
say({ kind: 'done', format: name });

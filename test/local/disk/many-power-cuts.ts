/** Many seeds of the power cut's test. usage: node test/local/disk/many-power-cuts.ts [SEEDS [FIRST]] */
import { runCuts } from './power-cut.ts';

const [seeds = '25', first = '100'] = process.argv.slice(2);
const total = { cuts: 0, acknowledged: 0, torn: 0 };
const lost: string[] = [];
for (let seed = Number(first); seed < Number(first) + Number(seeds); seed++) {
  const outcome = await runCuts(seed, 5).catch((error: Error) => {
    lost.push(`seed ${seed}: ${error.stack}`);
    return { cuts: 0, acknowledged: 0, notes: [] as string[], lost: [] as string[] };
  });
  total.cuts += outcome.cuts;
  total.acknowledged += outcome.acknowledged;
  total.torn += outcome.notes.length;
  lost.push(...outcome.lost);
}
console.log(
  `${total.cuts} power cuts (seeds ${first} to ${Number(first) + Number(seeds) - 1}): ${total.acknowledged} acknowledged changes, ${lost.length} lost; the log had a torn end ${total.torn} times`,
);
for (const what of lost) console.log(what);
process.exitCode = lost.length > 0 ? 1 : 0;

import { runCuts } from './power-cut.ts';

for (let seed = Number(process.argv[2] ?? 1); seed < Number(process.argv[3] ?? 3); seed++) {
  const t = performance.now();
  const r = await runCuts(seed, 4);
  console.log(
    seed,
    r.acknowledged,
    [...new Set(r.notes.map((n) => n.replace(/\d+/g, 'N')))],
    r.lost.slice(0, 6),
    (performance.now() - t).toFixed(0),
  );
}

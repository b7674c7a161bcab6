/** Prints what each function of the analysis takes and costs at every memory size that was measured. */
// usage: node scripts/costs/memory-sweep.ts [--measure]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sizeCosts } from './derive.ts';
import { readMeasured } from './measure.ts';

if (process.argv.includes('--measure')) {
  const measure = fileURLToPath(new URL('./measure.ts', import.meta.url));
  const { status } = spawnSync(process.execPath, [measure, 'sweep'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
console.log('function\tstudy\tmemory, MB\tprocessor, ms\ton Lambda, ms\tcost, $\tpeak, MB');
for (const { kind, memoryMb, run, error } of readMeasured().sweep.measured) {
  if (!run) console.log(`–\t${kind}\t${memoryMb}\t${error}`);
  for (const one of run ? sizeCosts(run.tasks, run.peaks) : []) {
    const { processorMilliseconds, milliseconds, usd, peakMb } = one;
    const cells = [processorMilliseconds.toFixed(0), milliseconds.toFixed(0), usd.toFixed(7), peakMb];
    console.log([one.function, kind, one.memoryMb, ...cells].join('\t'));
  }
}

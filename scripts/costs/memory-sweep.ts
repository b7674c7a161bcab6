/** Prints what each function of the analysis takes and costs at several memory sizes. */
// usage: node scripts/costs/memory-sweep.ts
import { memorySweep } from './derive.ts';
import { readMeasured } from './measure.ts';

console.log('function\tstudy\tmemory, MB\tprocessor, ms\ton Lambda, ms\tcost, $\tpeak, MB (at)');
for (const run of readMeasured().runs) {
  for (const { function: name, configuredMb, processorMilliseconds, peakMb, sizes } of memorySweep(run)) {
    for (const { memoryMb, milliseconds, usd } of sizes) {
      const cells = [memoryMb, processorMilliseconds.toFixed(0), milliseconds.toFixed(0), usd.toFixed(7)];
      console.log([name, `${run.kind}, ${run.sent}`, ...cells, `${peakMb} (${configuredMb})`].join('\t'));
    }
  }
}

/** docs/engines/README.md from the stored run, and the sentences that the page shares with it. */
import type { StoredRun, Timing } from './record.ts';

const others = ({ engines }: StoredRun): number =>
  engines.filter(({ id, missing }) => id !== 'radscore' && missing === null).length;

export function headline(run: StoredRun): string {
  const total = run.ibsi.configurations.reduce((sum, { features, diagnostics }) => sum + features + diagnostics, 0);
  const own = Object.values(run.ibsi.counts.radscore ?? {}).reduce((sum, { agree }) => sum + agree, 0);
  const counts = run.settings.map(({ counts: by }) => by.radscore).filter((count) => typeof count !== 'string');
  const [same, all] = [counts.reduce((sum, [a]) => sum + a, 0), counts.reduce((sum, [a, b, c]) => sum + a + b + c, 0)];
  return `This engine (${run.engineVersion}) next to ${others(run)} others that install from PyPI. This engine agrees with ${own} of the ${total} IBSI-1 values and with ${same} of ${all} golden values of PyRadiomics 3.1.0 within a relative 1e-9.`;
}

export function timingText({ machine, load, rounds }: Timing): string {
  return `PyRadiomics’ default (bins of 25, no resampling, seven classes) on ${machine}; load average ${load}: other work ran, so compare within an image only. Cold: from the start of the process to its first answer. Warm: the later answers of the same process (${rounds}, fewer where they take longer than 30 s together), files’ reading included. Processor: least of user and system seconds. Peak: VmHWM of the process.`;
}

export function summaryDocument(run: StoredRun): string {
  const ids = run.engines.filter(({ missing }) => missing === null).map(({ id }) => id);
  const versions = run.engines.map(({ id, package: name, versions: of, follows, missing }) => {
    const version = of[name ?? 'radscore'] ?? '';
    return `| ${id} | ${name ? `\`${name}\`` : 'this repository'} | ${missing === null ? version : `did not run: ${missing}`} | ${follows} |`;
  });
  const ibsi = ids.map((id) => {
    const cells = run.ibsi.configurations.map(({ name }) => {
      const { agree, apart, state } = run.ibsi.counts[id][name];
      return state ? state.split(':')[0] : `${agree} / ${apart}`;
    });
    return `| ${id} | ${cells.join(' | ')} |`;
  });
  const features = ids.map((id) => {
    const count = (verdict: string): number =>
      run.features.filter(({ cells }) => cells[id]?.verdict === verdict).length;
    return `| ${id} | ${['equal', 'definition', 'known', 'unknown', 'not offered'].map(count).join(' | ')} |`;
  });
  const grids = ids.map((id) => {
    const count = (state: RegExp): number =>
      run.geometry.filter(({ cells }) => state.test(cells[id]?.state ?? '')).length;
    return `| ${id} | ${count(/^same$/)} | ${count(/^placed$/)} | ${count(/^refused$/)} | ${count(/^index$/)} | ${count(/^(other|none)$/)} | ${count(/^crashed$/)} | ${count(/^not offered$/)} |`;
  });
  const timing = run.timing?.rows.map(
    ({ engine, image, values, cold, warm, processor, peak }) =>
      `| ${engine} | ${image} | ${values} | ${cold} | ${warm} | ${processor} | ${peak} |`,
  );
  return `# Radiomics engines compared

Written by \`node scripts/engines/run.ts\` from \`engines.json\` (${run.date}); the page with every feature, case and cause is [index.html](index.html).

${headline(run)}

What differs by definition is not called wrong: IBSI and PyRadiomics define some features differently, and an engine follows one or the other.
A cause is named if a computation gives the engine's value from it; where a cause rests on less (agreement within a distance, or documentation), its text on the page says so.

| engine | on PyPI | version | follows |
| --- | --- | --- | --- |
${versions.join('\n')}

## IBSI-1: values that agree / that are apart

| engine | ${run.ibsi.configurations.map(({ name }) => name).join(' | ')} |
| --- |${' --- |'.repeat(run.ibsi.configurations.length)}
${ibsi.join('\n')}

Values of processing (sizes, spacing, intensities after each step) are counted for engines that give them; only this one does in the form of the tables.

## Features of PyRadiomics on four images, bins of 25, no resampling

| engine | same | another value by definition | cause known | cause unknown | not offered |
| --- | --- | --- | --- | --- | --- |
${features.join('\n')}

## Masks on other grids (${run.geometry.length} cases)

| engine | same values | placed on the image's grid | refused | grid not read | other values | crashed | not offered |
| --- | --- | --- | --- | --- | --- | --- | --- |
${grids.join('\n')}

Engines of arrays (fastrad, numpyradiomics) read no grid: their caller answers for it. "Placed" includes one case in which nearest neighbour and index give the same region.

## Speed and memory

${run.timing ? timingText(run.timing) : 'Not measured in this run: `node scripts/engines/run.ts --timing` does, in turn and in one run.'}

${timing ? `| engine | image | values | cold, s | warm, s | processor, s | peak, MB |\n| --- | --- | --- | --- | --- | --- | --- |\n${timing.join('\n')}` : ''}
`;
}

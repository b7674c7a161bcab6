/** Checks of the engine: against the consensus values, and its kernels against their twins, bit by bit. */

import { protocolById } from '@radscore/pipeline';
import { conformanceReport } from '@radscore/pipeline/conformance';
import { settingsOf } from '@radscore/pipeline/extraction';
import { createEngine, type Engine } from '@radscore/radiomics';
import { nodeEngine } from '@radscore/radiomics/node';
import { Random } from '@radscore/statistics';
import { kernelsOfThisHost } from '../../features/kernels-of-this-host.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

export function checkConformance(): Finding {
  const { standard, engineVersion, passed, failed: wrong } = conformanceReport();
  const found = `${standard}, engine ${engineVersion}: ${passed} values agree, ${wrong} do not`;
  if (wrong === 0) return ok('engine', found);
  return failed('engine', found, 'Do not use this engine: install it again. radscore conformance shows the values.');
}

/** A seeded image by the compiled kernels and by their twins, which have to give the same bits. */
export function checkKernels(): Finding {
  const kernels = kernelsOfThisHost();
  if (nodeEngine.kernels === 'twins') {
    return warning('kernels', kernels, 'Nothing is wrong but slow: use a Node with WebAssembly SIMD.');
  }
  const [compiled, twins] = [nodeEngine, createEngine({ kernels: 'twins' })].map(featuresBy);
  const names = Object.keys(compiled);
  const other = names.filter((name) => !Object.is(compiled[name], twins[name]));
  if (other.length === 0) return ok('kernels', `${kernels}: ${names.length} values, the same bits as their twins`);
  const advice = 'Do not use this engine here, and report it with the output of --json.';
  return failed('kernels', `${other.length} of ${names.length} values differ from the twins: ${other[0]}`, advice);
}

function featuresBy(engine: Pick<Engine, 'extract'>): Record<string, number> {
  const random = new Random(17);
  const grid = {
    size: [16, 16, 8] as [number, number, number],
    spacing: [1, 1, 2] as [number, number, number],
    origin: [0, 0, 0] as [number, number, number],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] as never,
  };
  const count = 16 * 16 * 8;
  const image = { ...grid, voxels: Int16Array.from({ length: count }, () => Math.round(500 + 90 * random.normal())) };
  const inside = (i: number): boolean => (i % 16) % 15 > 2 && Math.floor(i / 16) % 16 > 2;
  const mask = { ...grid, voxels: Uint8Array.from({ length: count }, (_, i) => Number(inside(i))) };
  const { blocks } = engine.extract(image, mask, settingsOf(protocolById('her2-pcr@1').sequences.t2fs));
  return Object.fromEntries(blocks.flatMap(({ names, values }) => names.map((name, i) => [name, values[i]])));
}

/** Hosts that lack something: what the engine runs on there, that it says why, and that the values are the same bits. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { bundleForPage } from '@radscore/console/page-bundle';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesOfBase64 } from '../../../../layers/imaging/numbers/base64.ts';

/** One small extraction with resampling, every kind of filter and every texture family, and what it ran on. */
const EXTRACTION = `
  import { readNrrd, writeNrrd } from '@radscore/imaging';
  import { createEngine, extract, kernelsInWords, settingsFrom } from '@radscore/radiomics';
  const size = [16, 14, 9];
  const count = 16 * 14 * 9;
  const grid = { size, spacing: [1, 1, 1.5], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  const voxels = Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 251) + (i % 16));
  const image = readNrrd(writeNrrd({ ...grid, voxels }), 'image.nrrd');
  const inside = Uint8Array.from({ length: count }, (_, i) => (i % 16 > 3 && i % 16 < 13 && i % 7 !== 0 ? 1 : 0));
  const settings = settingsFrom({
    imageType: { Original: {}, Wavelet: {}, LoG: { sigma: [1.5] } },
    setting: { resampledPixelSpacing: [1.2, 1.2, 1.2], binWidth: 20 },
  });
  const { blocks } = extract(image, { ...grid, voxels: inside }, settings);
  const engine = createEngine();
  globalThis.answer = JSON.stringify({
    kernels: engine.kernels,
    words: kernelsInWords(engine),
    values: blocks.flatMap(({ values }) => Array.from(values, String)),
  });
`;

interface Answer {
  readonly kernels: string;
  readonly words: string;
  readonly values: readonly string[];
}

const root = fileURLToPath(new URL('../../../..', import.meta.url));
let script = '';
let usual: Answer;

/** The answer of a host that has nothing but these globals and the language. */
function answerOf(globals: object): Answer {
  const host = vm.createContext({ TextDecoder, TextEncoder });
  vm.runInContext('delete globalThis.WebAssembly', host);
  Object.assign(host, globals);
  vm.runInContext(script, host);
  return JSON.parse(host.answer);
}

beforeAll(async () => {
  script = await bundleForPage({ script: EXTRACTION, from: root });
  usual = answerOf({ atob, WebAssembly });
});

/** The module of a host whose WebAssembly has no SIMD, or whose page forbids to compile. */
const without = (changes: object): object => ({
  WebAssembly: Object.assign(Object.create(WebAssembly), changes),
});

const refusing = (why: string): unknown =>
  class {
    constructor() {
      throw new Error(why);
    }
  };

describe('an engine', () => {
  it('runs the kernels where it can, and says so', () => {
    expect(usual).toMatchObject({ kernels: 'simd', words: 'simd' });
    expect(usual.values.length).toBeGreaterThan(900);
  });

  it('runs the kernels on a host without atob', () => {
    expect(answerOf({ WebAssembly })).toEqual(usual);
  });

  it.each([
    ['has no WebAssembly', {}, 'this host has no WebAssembly'],
    [
      'has no SIMD',
      without({ validate: () => false, Module: refusing('invalid opcode 0xfd') }),
      'the WebAssembly of this host has no SIMD',
    ],
    [
      'forbids to compile',
      without({ Module: refusing('blocked by its Content-Security-Policy') }),
      'this host does not allow WebAssembly (blocked by its Content-Security-Policy)',
    ],
  ])('gives the same bits by the twins on a host that %s, and says why', (_, globals, why) => {
    const answer = answerOf(globals);
    expect(answer).toMatchObject({ kernels: 'twins', words: `twins (${why})` });
    expect(answer.values).toEqual(usual.values);
  });

  it('gives the same bits in a Node that may not compile anything (--jitless)', () => {
    const input = `${script}\nconsole.log(globalThis.answer);`;
    const answer = JSON.parse(execFileSync(process.execPath, ['--jitless', '-'], { input, encoding: 'utf8' }));
    expect(answer).toEqual({ ...usual, kernels: 'twins', words: 'twins (this host has no WebAssembly)' });
  });
});

describe('base64 text', () => {
  it('is read as Node reads it, with padding and without', () => {
    for (let length = 0; length < 40; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 151 + length) & 255);
      const text = Buffer.from(bytes).toString('base64');
      expect(bytesOfBase64(text)).toEqual(bytes);
      expect(bytesOfBase64(text.replaceAll('=', ''))).toEqual(bytes);
    }
    expect(() => bytesOfBase64('AA A')).toThrow('got " " in base64 text');
  });
});

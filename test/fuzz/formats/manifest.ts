import { createHash } from 'node:crypto';
import { parseManifest } from '../../../layers/pipeline/studies/admission.ts';
import { type Edit, type Format, type Input, textOf, utf8 } from '../format.ts';
import { editTree, type Tree } from './trees.ts';

const SHA = 'a'.repeat(64);
const file = (path: string) => ({ path, sha256: SHA, bytes: 1 });
const WHOLE = {
  manifestVersion: 1,
  protocol: 'her2-pcr@1',
  studyId: 'S',
  sequences: {
    t2fs: { image: 'a.nii', roi: { file: 'm.nii', label: [1, 2] } },
    dce: { image: 'dce/', roi: { file: 'm.nii' }, phase: 'peak' },
  },
  clinical: { ki67: 1, morphology: 'irregular' },
  outcome: { pcr: true },
  files: [file('a.nii'), file('m.nii'), file('dce/1.dcm'), file('dce/2.dcm')],
};

const one = (text: string): Input => [{ name: 'manifest.json', bytes: utf8(text) }];

const EDITS: readonly Edit[] = [
  (_, draw) => one(JSON.stringify(editTree(structuredClone(WHOLE) as unknown as Tree, draw))),
  // Edits of the text that no tree shows: a key twice, numbers of another spelling, nesting.
  (input, draw) => {
    const text = textOf(input[0].bytes);
    const edited = draw.of([
      () => text.replace('"clinical"', '"clinical":{"ki67":99},"clinical"'),
      () => text.replace('"pcr":true', '"pcr":false,"pcr":true'),
      () => text.replace('"pcr":true', '"p\\u0063r":false,"pcr":true'),
      () =>
        text.replace(
          '"ki67":1',
          `"ki67":${draw.of(['NaN', '1e999', '-0', '1E2', '0x1', '01', '1.0', '100000000000000000000'])}`,
        ),
      () => text.replace('"files"', '"__proto__":{"files":[]},"files"'),
      () => `${'['.repeat(draw.of([10, 1000, 100_000]))}${text}`,
      () => text.replace('"ki67":1', `"ki67":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`),
      () => `\ufeff${text}`,
      () => `${text}{}`,
      () =>
        text.replace(
          '"files":[',
          `"files":[${Array.from({ length: 2000 }, (_, i) => `${JSON.stringify(file(`f${i}`))},`).join('')}`,
        ),
    ])();
    return one(edited);
  },
];

/** The manifest of a study. */
export const manifest: Format = {
  name: 'manifest',
  inputs: [one(JSON.stringify(WHOLE)), one(JSON.stringify(WHOLE, null, 2))],
  edits: EDITS,
  read: ([{ bytes }]) => {
    const found = parseManifest(bytes, { institution: 'centre-1', studyId: 'S' });
    return { digest: createHash('sha256').update(JSON.stringify(found)).digest('hex').slice(0, 16) };
  },
};

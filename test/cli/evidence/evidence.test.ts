/** `radscore evidence` and `radscore verify`: sheets, bundles, and the step that each change is named by. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crateZip, METADATA } from '@radscore/pipeline/evidence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { radscore } from '../terminal.ts';
import {
  bytesOf,
  changed,
  filesOf,
  type SyntheticStudy,
  syntheticStudy,
  textOf,
  voxelsOf,
  withMetadata,
  writeImage,
} from './bundles.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-evidence-'));
afterAll(() => rmSync(root, { recursive: true }));

const at = (name: string) => join(root, name);
const pem = (name: string, key: { export(options: object): string | Buffer }, type: string) => {
  writeFileSync(at(name), key.export({ type, format: 'pem' }));
  return at(name);
};
const [own, other] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
const key = pem('key.pem', own.privateKey, 'pkcs8');
const publicKey = pem('key.pub', own.publicKey, 'spki');
const otherPublicKey = pem('other.pub', other.publicKey, 'spki');

let study: SyntheticStudy;
let signed: Uint8Array;
let unsigned: Uint8Array;
beforeAll(async () => {
  study = await syntheticStudy(root);
  const withImages = ['--table', study.table, '--images', study.images, '--params', study.params, '-j', '1'];
  await radscore('evidence', study.fit, ...withImages, '--bundle', at('signed.zip'), '--key', key, '-o', at('sheets'));
  await radscore('evidence', study.fit, '--table', study.table, '--bundle', at('unsigned.zip'));
  [signed, unsigned] = [readFileSync(at('signed.zip')), readFileSync(at('unsigned.zip'))];
}, 60_000);

let made = 0;
async function verify(bundle: Uint8Array | string, ...options: string[]) {
  const file = typeof bundle === 'string' ? bundle : at(`bundle-${++made}.zip`);
  if (typeof bundle !== 'string') writeFileSync(file, bundle);
  const { exitCode, out } = await radscore('verify', file, '--json', '-j', '1', ...options);
  return { exitCode, ...JSON.parse(out) } as {
    exitCode: number;
    verdict: string;
    step: string | null;
    message: string;
    steps: { step: string; outcome: string }[];
  };
}

describe('radscore evidence', () => {
  it('gives every item of every checklist a value, or the word gap with what would fill it', () => {
    const sheets = ['metrics', 'clear', 'tripod-ai', 'rqs-1', 'rqs-2'].map((id) =>
      JSON.parse(readFileSync(at(`sheets/${id}.json`), 'utf8')),
    );
    expect(sheets.map(({ rows }) => rows.length)).toEqual([30, 58, 52, 16, 42]);
    for (const { rows } of sheets) {
      for (const row of rows) {
        expect(row.value.length, row.item).toBeGreaterThan(0);
        if (row.status === 'gap') expect([row.value, row.gap]).toEqual(['gap', expect.stringMatching(/\w{3}/)]);
        else expect(row.pointers.length, `${row.item} ${row.title}`).toBeGreaterThan(0);
      }
    }
  });

  it('counts settings and software as shown only because the images gave every value of the table again', async () => {
    const clear = (folder: string) => JSON.parse(readFileSync(at(`${folder}/clear.json`), 'utf8')).rows;
    const status = (rows: { item: string; status: string }[], item: string) =>
      rows.find((row) => row.item === item)?.status;
    expect(['22', '23', '25', '28'].map((item) => status(clear('sheets'), item))).toEqual([
      'shown',
      'shown',
      'shown',
      'shown',
    ]);
    await radscore('evidence', study.fit, '--params', study.params, '-o', at('stated'));
    expect(['23', '25', '28'].map((item) => status(clear('stated'), item))).toEqual(['partly', 'gap', 'partly']);
  });

  it('writes the same bytes again', async () => {
    for (const name of ['once.zip', 'twice.zip']) {
      await radscore('evidence', study.fit, '--table', study.table, '--bundle', at(name), '--key', key);
    }
    expect(readFileSync(at('twice.zip')).equals(readFileSync(at('once.zip')))).toBe(true);
  });

  it('refuses images that do not give the values of the table, and names the first', async () => {
    const text = readFileSync(study.params, 'utf8').replace('binWidth: 5', 'binWidth: 6');
    writeFileSync(at('other.yaml'), text);
    const { exitCode, notes } = await radscore(
      'evidence',
      study.fit,
      '--table',
      study.table,
      '--images',
      study.images,
      '--params',
      at('other.yaml'),
      '-j',
      '1',
      '-o',
      at('none'),
    );
    expect([exitCode, notes.join('\n')]).toEqual([4, expect.stringMatching(/original_firstorder_Entropy of row P0/)]);
  });

  it('refuses a table that is not that of the fit', async () => {
    writeFileSync(at('other.csv'), readFileSync(study.table, 'utf8').replace('P1,', 'Q1,'));
    const { exitCode, notes } = await radscore(
      'evidence',
      study.fit,
      '--table',
      at('other.csv'),
      '--bundle',
      at('none.zip'),
    );
    expect([exitCode, notes.join('\n')]).toEqual([4, expect.stringContaining('on which the model was fitted')]);
  });
});

describe('radscore verify', () => {
  it('gives the same bytes again, from the images on, and checks the key first', async () => {
    const { exitCode, verdict, steps } = await verify(signed, '--images', study.images, '--public-key', publicKey);
    expect([exitCode, verdict]).toEqual([0, 'same']);
    expect(steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual(
      [
        ...[
          'signature',
          'crate',
          'image',
          'settings',
          'engine',
          'features',
          'table',
          'seed',
          'protocol',
          'split',
          'selection',
        ],
        ...['coefficients', 'report', 'sheets'],
      ].map((step) => `${step} same`),
    );
  });

  it('says that a bundle is not signed, and verifies a folder as it does an archive', async () => {
    await radscore('evidence', study.fit, '--table', study.table, '--bundle', at('folder'));
    const { exitCode, out } = await radscore('verify', at('folder'));
    expect([exitCode, out]).toEqual([0, expect.stringContaining('not signed')]);
    symlinkSync('/etc/hostname', at('folder/data/link'));
    expect(await verify(at('folder'))).toMatchObject({
      exitCode: 4,
      step: 'crate',
      message: expect.stringContaining('path'),
    });
  });

  it('runs a bundle without its table if the table is given', async () => {
    await radscore('evidence', study.fit, '--table', study.table, '--no-table-inside', '--bundle', at('without.zip'));
    expect([...filesOf(readFileSync(at('without.zip'))).keys()]).not.toContain('data/table.csv');
    expect(await verify(at('without.zip'))).toMatchObject({ exitCode: 4, step: 'table' });
    expect(await verify(at('without.zip'), '--table', study.table)).toMatchObject({ exitCode: 0, verdict: 'same' });
    expect(await verify(at('without.zip'), '--table', at('other.csv'))).toMatchObject({
      step: 'table',
      message: expect.stringMatching(/^row 2 \(pid Q1\), column pid /),
    });
  });

  it('names a changed voxel by its image', async () => {
    const voxels = voxelsOf(7, 12);
    const before = readFileSync(at('images/P7.nrrd'));
    writeImage(at('images/P7.nrrd'), voxels);
    const found = await verify(signed, '--images', study.images);
    writeFileSync(at('images/P7.nrrd'), before);
    expect(found).toMatchObject({
      exitCode: 4,
      verdict: 'differs',
      step: 'image',
      message: expect.stringMatching(/^row P7: the image/),
    });
  });

  const seeds = (text: string) => text.replace('"bootstrap": 3', '"bootstrap": 4');
  const cell = (text: string) => text.replace(/^(P9,[01],)(\d+)/m, (_, head, age) => `${head}${Number(age) + 1}`);
  it.each<[string, string, (text: string) => string, string, RegExp]>([
    ['a cell of the table', 'data/table.csv', cell, 'table', /^row 10 \(pid P9\), column age differs/],
    ['the seed of the run', 'fit/run.json', seeds, 'seed', /\/bootstrap is 4; wanted 3/],
    ['the seed in the report', 'fit/report.json', (text) => text.replace('"seed": 3', '"seed": 5'), 'seed', /wanted 5/],
    [
      'the protocol of the run',
      'fit/run.json',
      (text) => text.replace('"mostFeatures": 7', '"mostFeatures": 6'),
      'protocol',
      /mostFeatures/,
    ],
    [
      'a column that was selected',
      'fit/report.json',
      (text) => text.replace(/"survivors": \[\s+"/, '$&X'),
      'selection',
      /\/selection\/survivors/,
    ],
    [
      'a coefficient',
      'fit/model.json',
      (text) => text.replace(/("coefficient": )(-?)/, (_, name, sign) => `${name}${sign === '' ? '-' : ''}`),
      'coefficients',
      /\/features\/0\/coefficient/,
    ],
    [
      'a figure of the report',
      'fit/report.json',
      (text) => text.replace('"brier": 0.', '"brier": 0.9'),
      'report',
      /brier/,
    ],
    ['the page of the report', 'fit/report.html', (text) => text.replace('AUC', 'Auc'), 'report', /fit\/report\.html/],
    [
      'a row of the split',
      'fit/report.json',
      (text) => text.replace(/"testRows": \[\s+\d+/, '"testRows": [999'),
      'split',
      /testRows/,
    ],
    [
      'the engine',
      'engine.json',
      (text) => text.replace(/("statistics": \{\s+"fingerprint": ")./, '$1x'),
      'engine',
      /statistics/,
    ],
    ['a line of a sheet', 'sheets/metrics.md', (text) => text.replace('| gap |', '| shown |'), 'sheets', /metrics\.md/],
  ])('names %s, with the hash left alone and with it written again', async (_, path, edit, step, message) => {
    // What is found by running again is found in the same way, whatever the hash says.
    if (path !== 'fit/report.json' && path !== 'fit/model.json') {
      expect(await verify(changed(unsigned, path, edit))).toMatchObject({ exitCode: 4, verdict: 'differs', step });
    }
    const rehashed = await verify(changed(unsigned, path, edit, true));
    expect(rehashed).toMatchObject({ exitCode: 4, verdict: 'differs', step, message: expect.stringMatching(message) });
  });

  it('names changed settings', async () => {
    const edit = (text: string) => text.replace('"binWidth": 5', '"binWidth": 7');
    const files = filesOf(signed);
    for (const path of ['signature.json', 'public-key.pem']) files.delete(path);
    const bare = withMetadata(crateZip(files), (graph) => {
      const gone = (one: { '@id'?: unknown }) => one['@id'] === 'signature.json' || one['@id'] === 'public-key.pem';
      const rootEntity = graph.find((one) => one['@id'] === './') as { hasPart: { '@id': string }[] };
      rootEntity.hasPart = rootEntity.hasPart.filter((one) => !gone(one));
      for (let i = graph.length - 1; i >= 0; i--) if (gone(graph[i])) graph.splice(i, 1);
    });
    expect(await verify(bare)).toMatchObject({ exitCode: 0 });
    expect(await verify(changed(bare, 'features/settings.json', edit, true))).toMatchObject({ step: 'settings' });
  });
});

describe('a bundle that is not what it says is refused by name', () => {
  const part = (graph: Record<string, unknown>[]) =>
    (graph.find((one) => one['@id'] === './') as { hasPart: { '@id': string }[] }).hasPart;
  const rename = (to: string) => (graph: Record<string, unknown>[]) => {
    part(graph)[0]['@id'] = to;
    (graph.find((one) => one['@id'] === 'data/cells.json') as { '@id': string })['@id'] = to;
  };
  it.each([
    '../outside.csv',
    '/etc/passwd',
    'data/../../x',
    'C:\\x',
    'https://example.org/x',
    'data//x',
    '.',
    METADATA,
  ])('the path %s', async (path) => {
    expect(await verify(withMetadata(unsigned, rename(path)))).toMatchObject({
      exitCode: 4,
      step: 'crate',
      message: expect.stringMatching(/^crate-(path|metadata-invalid):/),
    });
  });

  const edits: [string, (files: Map<string, Uint8Array>) => void, string, RegExp][] = [
    ['a file that is missing', (files) => files.delete('fit/roc.svg'), 'crate', /^crate-file-missing: .*fit\/roc\.svg/],
    [
      'a file too many',
      (files) => files.set('data/more.csv', bytesOf('x')),
      'crate',
      /^crate-file-extra: "data\/more\.csv"/,
    ],
    ['no metadata', (files) => files.delete(METADATA), 'crate', /^crate-metadata-missing/],
    [
      'metadata that are no JSON',
      (files) => files.set(METADATA, bytesOf('{')),
      'signature',
      /^crate-signature-invalid/,
    ],
    [
      'metadata after the signature',
      (files) => files.set(METADATA, bytesOf(textOf(files, METADATA).replace('Evidence of', 'Proof of'))),
      'signature',
      /^crate-signature-invalid/,
    ],
    ['a signature that is gone', (files) => files.delete('signature.json'), 'signature', /^crate-signature-missing/],
    [
      'a signature that is no signature',
      (files) => files.set('signature.json', bytesOf('{}')),
      'signature',
      /^crate-signature-invalid/,
    ],
    [
      'the public key of another',
      (files) => files.set('public-key.pem', readFileSync(otherPublicKey)),
      'signature',
      /^crate-other-key/,
    ],
    [
      'a public key of another kind',
      (files) => files.set('public-key.pem', bytesOf('x')),
      'signature',
      /^crate-key-invalid/,
    ],
  ];
  it.each(edits)('%s', async (_, edit, step, message) => {
    const files = filesOf(signed);
    edit(files);
    expect(await verify(crateZip(files))).toMatchObject({
      exitCode: 4,
      verdict: 'refused',
      step,
      message: expect.stringMatching(message),
    });
  });

  it('a key that is not the one expected, and a bundle without one', async () => {
    expect(await verify(signed, '--public-key', otherPublicKey)).toMatchObject({
      step: 'signature',
      message: expect.stringContaining('crate-other-key'),
    });
    expect(await verify(unsigned, '--public-key', publicKey)).toMatchObject({
      step: 'signature',
      message: expect.stringContaining('crate-signature-missing'),
    });
  });

  it('what is no bundle at all', async () => {
    expect((await radscore('verify', at('nothing.zip'))).exitCode).toBe(4);
    expect(await verify(bytesOf('no archive'))).toMatchObject({ exitCode: 4, verdict: 'refused', step: 'crate' });
    expect(readdirSync(root)).not.toContain('outside.csv');
  });
});

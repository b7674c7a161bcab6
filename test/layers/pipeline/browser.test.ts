/** The entry for a browser: bundled whole, with nothing of Node or AWS, and hashes as Node has them. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { hashInput, hashVoxels, isNeeded, protocolById, protocolSettingsHash } from '@radscore/pipeline/browser';
import { canonicalSettings, portableSha256 } from '@radscore/radiomics';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { settingsOf } from '../../../layers/pipeline/extraction/sequence-settings.ts';

it('is bundled for a browser without anything of Node or of AWS', async () => {
  const { metafile } = await build({
    stdin: {
      contents: "import * as all from '@radscore/pipeline/browser'; globalThis.all = all;",
      resolveDir: resolve(import.meta.dirname, '..', '..', '..'),
    },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'esm',
    logLevel: 'silent',
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.filter((name) => /\.node\.|^node:|@aws-sdk|@smithy|\/ulid\//.test(name))).toEqual([]);
  expect(inputs.filter((name) => name.includes('layers/pipeline/')).length).toBeGreaterThan(30);
  const imports = Object.values(metafile.inputs).flatMap((one) => one.imports.map(({ path }) => path));
  expect(imports.filter((path) => /^node:/.test(path))).toEqual([]);
});

it('hashes without Node as with it, in pieces of bytes and text', () => {
  const grid = {
    size: [3, 2, 2],
    spacing: [1, 1, 2.5],
    origin: [0, -1, 7],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  } as const;
  const image = { ...grid, voxels: Int16Array.from({ length: 12 }, (_, i) => 37 * i - 200) };
  const mask = { ...grid, origin: [0, -1, 8] as const, voxels: Uint8Array.from({ length: 12 }, (_, i) => i % 2) };
  const ofNode = () => createHash('sha256');
  expect(hashInput(image, mask)).toBe(hashInput(image, mask, ofNode));
  expect(hashVoxels(image, portableSha256)).toBe(hashVoxels(image, ofNode));
  const parts = ['', 'Größe', new Uint8Array(0), Uint8Array.of(0, 255, 128), 'x'.repeat(200)];
  const hash = ofNode();
  const portable = portableSha256();
  for (const part of parts) {
    hash.update(part);
    portable.update(part);
  }
  expect(portable.digest('hex')).toBe(hash.digest('hex'));
});

it('names the settings of a protocol by the hash that vectors are stored with', () => {
  const protocol = protocolById('her2-pcr@2');
  const hash = createHash('sha256');
  for (const sequence of ['t2fs', 'dwi', 'dce'] as const) {
    hash.update(`${sequence}\n${canonicalSettings(settingsOf(protocol.sequences[sequence]))}\n`);
  }
  expect(protocolSettingsHash(protocol)).toBe(hash.digest('hex'));
});

it('knows which files a sequence needs: slices, regions, and archives that hold some of them', () => {
  const source = { image: 'dce.zip/phases/', roi: { file: 'roi/seg.dcm' } };
  const manifest = { sequences: { dce: source } };
  const needed = (path: string) => isNeeded(manifest, source, path);
  expect(['dce.zip', 'roi/seg.dcm'].map(needed)).toEqual([true, true]);
  expect(['dwi.zip', 'roi/other.dcm', 't2/1.dcm'].map(needed)).toEqual([false, false, false]);
  const whole = { image: './', roi: { file: 'seg.dcm' } };
  expect(['1.dcm', 'a/2.dcm', 'rest.zip'].map((path) => isNeeded({ sequences: { t2fs: whole } }, whole, path))).toEqual(
    [true, true, true],
  );
  const folder = { image: 'study/', roi: { file: 'study/parts.zip/seg.dcm' } };
  expect(isNeeded({ sequences: { t2fs: folder } }, folder, 'study/parts.zip')).toBe(true);
});

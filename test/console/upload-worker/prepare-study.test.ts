/** What a page sends of a study's files: the same bytes each time, and those that the command line's reader reads back. */
import { createHash } from 'node:crypto';
import { unpackArchives } from '@radscore/imaging';
import { type Manifest, PART_BYTES, parseManifest } from '@radscore/pipeline';
import { encodeManifest } from '@radscore/pipeline/upload';
import { Random } from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { ManifestUnfit, prepareStudy } from '../../../console/upload-worker/prepare-study.ts';

const random = new Random(7);
const noise = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, () => Math.floor(256 * random.uniform()));

const CONTENTS = new Map<string, Uint8Array<ArrayBuffer>>([
  ['dce/1.dcm', noise(PART_BYTES + 5000)],
  ['dce/2.dcm', new Uint8Array(400_000)],
  ['dce/seg.dcm', noise(300)],
  ['t2/image.nii', noise(2000)],
  ['t2/roi.nii', new Uint8Array(2000)],
]);
const filesOf = (contents = CONTENTS) =>
  [...contents].map(([name, bytes]) => ({ name, file: new File([bytes], name, { lastModified: 1 }) }));
const content = {
  protocol: 'her2-pcr@1',
  studyId: 'PAGE-1',
  sequences: {
    dce: { image: 'dce/', roi: { file: 'dce/seg.dcm' } },
    t2fs: { image: 't2/image.nii', roi: { file: 't2/roi.nii', label: 1 } },
  },
  clinical: { ki67: 35 },
};

async function sentOf(open: Awaited<ReturnType<typeof prepareStudy>>['open'], { files }: Manifest) {
  const sent = new Map<string, Uint8Array>();
  for (const { path, bytes } of files) {
    const source = await open(path);
    const parts: Uint8Array[] = [];
    for (let start = 0; start < bytes; start += PART_BYTES) {
      const part = await source.part(start, Math.min(start + PART_BYTES, bytes));
      parts.push(part instanceof Blob ? new Uint8Array(await part.arrayBuffer()) : part);
    }
    sent.set(path, Buffer.concat(parts));
  }
  return sent;
}

describe('a study that a page sends', () => {
  it('goes up as an archive for each sequence of files, with the digests of what is sent', async () => {
    const read: number[] = [];
    const { prepared, open } = await prepareStudy({ content, files: filesOf() }, (bytes, all) => {
      read.push(bytes);
      expect(all).toBe([...CONTENTS.values()].reduce((sum, { length }) => sum + length, 0));
    });
    const { manifest, manifestHash, files } = prepared;
    expect(manifest.files.map(({ path }) => path)).toEqual(['dce.zip', 't2/image.nii', 't2/roi.nii']);
    expect(manifest.sequences.dce).toMatchObject({ image: 'dce.zip/', roi: { file: 'dce.zip/seg.dcm' } });
    parseManifest(encodeManifest(manifest), { institution: 'centre-1', studyId: 'PAGE-1' });
    expect(createHash('sha256').update(encodeManifest(manifest)).digest('hex')).toBe(manifestHash);
    expect(read.at(-1)).toBe([...CONTENTS.values()].reduce((sum, { length }) => sum + length, 0));

    const sent = await sentOf(open, manifest);
    for (const { path, bytes, sha256, parts, etag } of files) {
      const own = sent.get(path) as Uint8Array;
      expect(own.length).toBe(bytes);
      expect(createHash('sha256').update(own).digest('hex')).toBe(sha256);
      const cut = parts.map((_, k) => own.subarray(k * PART_BYTES, (k + 1) * PART_BYTES));
      expect(parts).toEqual(cut.map((part) => createHash('sha256').update(part).digest('hex')));
      const md5s = cut.map((part) => createHash('md5').update(part).digest());
      const whole = createHash('md5').update(Buffer.concat(md5s)).digest('hex');
      expect(etag).toBe(parts.length > 1 ? `${whole}-${parts.length}` : md5s[0].toString('hex'));
    }
    const archived = unpackArchives([{ name: 'dce.zip', bytes: sent.get('dce.zip') as Uint8Array }]);
    expect(archived.refusals).toEqual([]);
    expect(archived.files.map(({ name }) => name)).toEqual(['dce.zip/1.dcm', 'dce.zip/2.dcm', 'dce.zip/seg.dcm']);
    for (const { name, bytes } of archived.files) {
      expect(Buffer.from(bytes).equals(CONTENTS.get(`dce/${name.slice(8)}`) as Uint8Array)).toBe(true);
    }
  });

  it('is the same each time, so that what has arrived counts after a reload', async () => {
    const first = await prepareStudy({ content, files: filesOf() });
    const second = await prepareStudy({ content, files: filesOf().toReversed() });
    expect(second.prepared).toEqual(first.prepared);
  });

  it('is refused if a file is gone while its parts are sent', async () => {
    const files = filesOf();
    const { open } = await prepareStudy({ content, files });
    const gone = files.find(({ name }) => name === 't2/image.nii');
    Object.defineProperty(gone?.file, 'slice', {
      value: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }),
    });
    await expect((await open('t2/image.nii')).part(0, 10)).rejects.toThrow(
      /t2\/image\.nii: got a file that cannot be read/,
    );
  });

  it('is refused before it is sent if its content makes no manifest', async () => {
    const wrong = { ...content, studyId: 'Jane Doe' };
    const failure = await prepareStudy({ content: wrong, files: filesOf() }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ManifestUnfit);
    expect(String(failure)).not.toContain('Jane');
  });
});

/** `radscore submit`: what is inspected before anything is sent, and `--wait` of a study that the service has already. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { NamedBytes } from '@radscore/imaging';
import type { Manifest } from '@radscore/pipeline';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { encodeManifest } from '../../../cli/studies/upload.ts';
import { text } from '../../../layers/imaging/dicom/encoding/encode.ts';
import { rewritten } from '../../layers/imaging/dicom/rewrite.ts';
import { HospitalStudy, slicesOf } from '../../layers/imaging/inspection/hospital-study.ts';
import { smallStudy } from '../../workflow/service/small-study.ts';
import { json, startServer } from '../service/http-server.ts';
import { radscore } from '../terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'radscore-submit-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A service of an engine that has a complete study; a manifest of another engine's study is analysed, in three looks. */
async function serviceOf(engineVersion: string, manifestHash: string) {
  let looks = 0;
  let isUploaded = false;
  const server = await startServer(({ method, path, body }, response) => {
    const notice = 'Research use only. Not a medical device.';
    if (path === '/v1/health') return json(response, 200, { status: 'ok', engineVersion, notice });
    if (method === 'PUT') {
      isUploaded ||= path.endsWith('manifest.json');
      return void response.end();
    }
    if (method === 'POST') {
      const { files } = JSON.parse(body.toString()) as { files: { path: string }[] };
      const uploads = files.map((file) => ({ path: file.path, url: `${server.url}/put/${file.path}`, headers: {} }));
      return json(response, 201, { studyId: 'S-1', uploads });
    }
    const of = { studyId: 'S-1', manifestHash, receivedAt: '2026-01-01T00:00:00.000Z', notice };
    const before = { ...of, status: 'complete', engineVersion: '1.0.0', updatedAt: '2026-01-01T00:00:00.000Z' };
    if (isUploaded) looks++;
    if (engineVersion === '1.0.0' || looks < 2) return json(response, 200, before);
    const status = looks < 3 ? 'analysing' : 'complete';
    json(response, 200, { ...of, status, engineVersion, updatedAt: '2026-02-01T00:00:00.000Z' });
  });
  onTestFinished(() => server.close());
  return { url: server.url, looks: () => looks };
}

describe('submit --wait of a manifest of which the study is complete', () => {
  const { files, manifest } = smallStudy({ studyId: 'S-1' });
  const bytes = encodeManifest(manifest as unknown as Manifest);
  for (const [path, content] of [...files, ['manifest.json', bytes] as const]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }

  it.each([
    ['ends at once if the engine is the same', '1.0.0', 1],
    ['waits for the analysis by a newer engine', '1.4.0', 3],
  ])('%s', async (_, engineVersion, looks) => {
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
    const service = await serviceOf(engineVersion, hash);
    const { exitCode, out } = await radscore('submit', folder, '--wait', '--api', service.url, '--token', 'x');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/S-1: complete/);
    expect(service.looks()).toBe(looks);
  });
});

describe('submit inspects first', () => {
  const { series, regions } = HospitalStudy.complete();
  const clean = [...slicesOf(series, (part, slice) => `${part}/${slice}.dcm`), ...regions];
  const named = clean.map((file) =>
    file.name.startsWith('T2/') ? rewritten(file, [text(0x00100010, 'PN', 'MUELLER^ERIKA')]) : file,
  );

  const type = 'urn:radscore:problem:study-not-found';
  const notFound = { type, title: 'No such study', status: 404, detail: 'S-1' };

  /** A folder with these files, and a service that remembers whether anything reached it. */
  async function prepared(files: readonly NamedBytes[]) {
    const study = mkdtempSync(join(folder, 'S-'));
    for (const { name, bytes } of files) {
      mkdirSync(dirname(join(study, name)), { recursive: true });
      writeFileSync(join(study, name), bytes);
    }
    const sent: string[] = [];
    const server = await startServer(({ method, path, body }, response) => {
      if (method !== 'GET') sent.push(path);
      if (path === '/v1/health') return json(response, 200, { status: 'ok', engineVersion: '1.0.0', notice: '' });
      if (method === 'GET') return json(response, 404, notFound);
      if (method === 'PUT') return void response.end();
      const { files: listed } = JSON.parse(body.toString()) as { files: { path: string }[] };
      const uploads = listed.map((file) => ({ path: file.path, url: `${server.url}/put/${file.path}`, headers: {} }));
      json(response, 201, { studyId: 'S-1', uploads });
    });
    onTestFinished(() => server.close());
    const submit = (...options: string[]) =>
      radscore('submit', study, '--study-id', 'S-1', '--api', server.url, '--token', 'x', ...options);
    return { study, sent, submit };
  }

  it('and sends what is accepted, without its index and previews', async () => {
    const { study, sent, submit } = await prepared([...clean, { name: 'Thumbs.db', bytes: Uint8Array.of(1, 2, 3) }]);
    const { exitCode, notes } = await submit();
    expect(notes.join('\n')).toContain('left out: ./ (1 file): texts, previews and files of the system');
    expect(exitCode).toBe(0);
    expect(sent).toContain('/put/T2/1.dcm');
    expect(sent.join()).not.toMatch(/Thumbs|DWI/);
    expect(sent.at(-1)).toBe('/put/manifest.json');
    expect(existsSync(join(study, 'manifest.json'))).toBe(true);
  });

  it('and sends nothing that may identify the patient, nor writes a manifest', async () => {
    const { study, sent, submit } = await prepared(named);
    const { exitCode, notes } = await submit();
    expect({ exitCode, sent }).toEqual({ exitCode: 3, sent: [] });
    expect(notes.join('\n')).toMatch(
      /nothing was sent\. quarantined.*\n.*identity\.attribute: 6 files, first T2\/1\.dcm: \(0010,0010\)/,
    );
    expect(notes.join()).not.toMatch(/ERIKA|MUELLER/);
    expect(existsSync(join(study, 'manifest.json'))).toBe(false);
  });

  it('unless one insists', async () => {
    const { sent, submit } = await prepared(named);
    expect((await submit('--no-inspect')).exitCode).toBe(0);
    expect(sent).toContain('/put/T2/1.dcm');
  });

  it('also against a manifest that is there, and with sequences that are named', async () => {
    const { study, sent, submit } = await prepared(named);
    const sequence = ['--sequence', 't2fs=T2/:t2_seg.dcm', '--sequence', 'dwi=none', '--sequence', 'dce=none'];
    expect((await submit(...sequence)).exitCode).toBe(3);
    expect((await radscore('manifest', study, '--study-id', 'S-1', ...sequence)).exitCode).toBe(0);
    expect((await radscore('submit', study, '--token', 'x')).exitCode).toBe(3);
    expect(sent).toEqual([]);
    // What the manifest does not send does not count.
    const others = ['--sequence', 't2fs=none'];
    expect((await radscore('manifest', study, '--study-id', 'S-1', ...others)).exitCode).toBe(0);
    expect((await radscore('inspect', study)).exitCode).toBe(0);
  });

  it('and sends nothing that cannot be processed', async () => {
    const { sent, submit } = await prepared(clean.filter(({ name }) => name !== 'T2/3.dcm'));
    const { exitCode, notes } = await submit();
    expect({ exitCode, sent }).toEqual({ exitCode: 4, sent: [] });
    expect(notes.join('\n')).toMatch(/nothing was sent\. refused.*\n.*slice-gap: /);
  });

  it('and takes a region that was saved twice for one', async () => {
    const region = { name: 'second.dcm', bytes: regions[0].bytes };
    const other = rewritten(region, [text(0x00080018, 'UI', '2.25.77')]);
    const { sent, submit } = await prepared([...clean, other]);
    const { exitCode } = await submit();
    expect({ exitCode, isSent: sent.length > 0 }).toEqual({ exitCode: 0, isSent: true });
  });
});

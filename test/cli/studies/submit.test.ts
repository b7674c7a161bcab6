/** `radscore submit --wait` of a study that the service has already. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Manifest } from '@radscore/pipeline';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { encodeManifest } from '../../../cli/studies/upload.ts';
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

/** The staged container image, run without the repository. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  differences,
  extractionWork,
  functionEnvironment,
  invokeFolder,
  valuesStoredBy,
  wantedValues,
} from './deployed-extractor.ts';
import { builtCode, scratchFolder } from './synthesis.ts';

const wanted = wantedValues();

let staged: string;
beforeAll(async () => {
  staged = join(await builtCode(), 'containers', 'extract-filtered-features');
});

describe('the staged folder alone', () => {
  it('reproduces the values of PyRadiomics, wavelet and LoG among them, far from the repository', async () => {
    const task = scratchFolder();
    cpSync(staged, task, { recursive: true });
    const got = await valuesStoredBy((cloud) => invokeFolder(task, [], cloud));
    expect([...got.keys()].sort()).toEqual(Object.keys(wanted).sort());
    expect(differences(got, wanted)).toEqual([]);
  });

  it('is copied whole by its Dockerfile', () => {
    const dockerfile = readFileSync(join(staged, 'Dockerfile'), 'utf8');
    const copied = Array.from(dockerfile.matchAll(/^COPY (.+) \S+$/gm), ([, sources]) => sources.split(' ')).flat();
    expect([...copied, 'Dockerfile'].sort()).toEqual(readdirSync(staged).sort());
  });
});

const dockerRuns = process.platform === 'linux' && spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!dockerRuns)('the image (needs a Docker engine)', () => {
  it('answers as the staged folder does', { timeout: 600_000 }, async () => {
    const tag = 'radscore-extract-filtered-features-test';
    docker('build', '--quiet', '--tag', tag, staged);
    const got = await valuesStoredBy(async (cloud) => {
      const variables = Object.entries(functionEnvironment(cloud)).map(([name, value]) => `--env=${name}=${value}`);
      // The host's network, because the objects are served on its loopback address.
      const container = docker('run', '--rm', '--detach', '--network=host', ...variables, tag);
      try {
        return await invokeImage();
      } finally {
        docker('stop', container);
      }
    });
    expect(differences(got, wanted)).toEqual([]);
  });
});

function docker(...command: string[]): string {
  return execFileSync('docker', command, { encoding: 'utf8' }).trim();
}

/** Outside Lambda the base image listens on 8080; it needs a moment to do so. */
async function invokeImage(): Promise<unknown> {
  const url = 'http://127.0.0.1:8080/2015-03-31/functions/function/invocations';
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(extractionWork()) });
      return await response.json();
    } catch (error) {
      if (attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** Says visibly whether the real images are there, on which the golden tests run along with the seeded stand-ins. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { goldenPath, hasShared, sharedPath } from './shared.ts';

describe('real images beside the repository', () => {
  it.skipIf(!hasShared)('are those whose features are golden, so that they are compared too', () => {
    const files = readdirSync(goldenPath('radiomics')).filter((name) => /__.*\.json$/.test(name));
    const named = files.flatMap((file) => {
      const golden = JSON.parse(readFileSync(goldenPath(`radiomics/${file}`), 'utf8'));
      return golden.image_sha256 === undefined ? [] : [[golden.image, golden.image_sha256] as const];
    });
    const digest = (image: string) =>
      createHash('sha256')
        .update(readFileSync(sharedPath(image)))
        .digest('hex');
    const got = Object.fromEntries([...new Set(named.map(([image]) => image))].map((image) => [image, digest(image)]));
    expect(Object.keys(got)).toHaveLength(4);
    expect(named.filter(([image, sha256]) => got[image] !== sha256)).toEqual([]);
  });
});

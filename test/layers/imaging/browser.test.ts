/** The readers can be bundled for a page, without anything of Node. */
import { fileURLToPath } from 'node:url';
import { bundleForPage } from '@radscore/console/page-bundle';
import { describe, expect, it } from 'vitest';

const layer = fileURLToPath(new URL('../../../layers/imaging/', import.meta.url));

describe('the readers in a browser', () => {
  it('bundle without anything of Node', async () => {
    const script = await bundleForPage({ file: `${layer}index.ts` });
    expect(script).toContain('layers/imaging/reading/reader.ts');
    expect(script).not.toMatch(/\bBuffer\.|\bprocess\.|from ?"node:/);
  });

  it('are not bundled with what is for Node only', async () => {
    await expect(bundleForPage({ file: `${layer}inflate.node.ts` })).rejects.toThrow();
    await expect(bundleForPage({ script: "import './inflate.node.ts'", from: layer })).rejects.toThrow();
  });
});

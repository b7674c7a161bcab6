/** The engine bundled for a page gives the bits that it gives in Node. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { bundleForPage } from '@radscore/console/page-bundle';
import { readMask, readVolume } from '@radscore/imaging';
import { extract, parseSettings } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';

const fixtures = new URL('../../fixtures/radiomics/', import.meta.url);

describe('the engine outside Node', () => {
  it('bundles for a browser and gives the same bits with nothing but web globals', async () => {
    const script = await bundleForPage({
      script: `import { readMask, readVolume } from '@radscore/imaging';
        import { extract, parseSettings } from '@radscore/radiomics';
        const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
        globalThis.run = (image, mask, label, parameters) => {
          const volume = readVolume(bytes(image), 'image');
          const roi = readMask([{ name: 'mask', bytes: bytes(mask) }], volume, { label });
          const { blocks } = extract(volume, roi, parseSettings(parameters));
          return JSON.stringify(blocks.map(({ names, values }) => [names, Array.from(values, String)]));
        };`,
      from: fileURLToPath(new URL('../../..', import.meta.url)),
    });

    const { parameters, label } = JSON.parse(readFileSync(new URL('float32-filters.json', fixtures), 'utf8'));
    const [image, mask] = ['float32-filters.nrrd', 'float32-filters.mask.nrrd'].map((name) =>
      readFileSync(new URL(name, fixtures)),
    );
    const page = vm.createContext({ atob, TextDecoder, TextEncoder, WebAssembly, console });
    vm.runInContext(script, page);
    const got = page.run(image.toString('base64'), mask.toString('base64'), label, parameters);

    const volume = readVolume(image, 'image');
    const roi = readMask([{ name: 'mask', bytes: mask }], volume, { label });
    const { blocks } = extract(volume, roi, parseSettings(parameters));
    expect(got).toBe(JSON.stringify(blocks.map(({ names, values }) => [names, Array.from(values, String)])));
  });
});

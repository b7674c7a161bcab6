/** The build on a small repository made for it: bundles, layers and what it refuses. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { containerFunctionNames, layerNames, zipFunctionNames } from '../../infra/deployable-code.ts';
import { build } from '../../scripts/build.ts';
import { scratchFolder } from './synthesis.ts';

/** A repository with the least that can be built: what the build does shows best on code of a few words. */
function smallRepository(): string {
  const root = scratchFolder();
  write(root, 'package.json', '{ "type": "module" }');
  for (const name of layerNames) {
    write(
      root,
      `layers/${name}/package.json`,
      JSON.stringify({ name: `@radscore/${name}`, version: '1.2.3', exports: './index.ts' }),
    );
    write(root, `layers/${name}/index.ts`, `export const ${name}Mark = '${name} mark';`);
    mkdirSync(join(root, 'node_modules', '@radscore'), { recursive: true });
    symlinkSync(`../../layers/${name}`, join(root, 'node_modules', '@radscore', name));
  }
  write(
    root,
    'layers/pipeline/package.json',
    JSON.stringify({
      name: '@radscore/pipeline',
      version: '1.2.3',
      type: 'module',
      exports: { '.': './index.ts', './extraction': './extraction.ts' },
    }),
  );
  write(root, 'node_modules/measures/package.json', '{ "name": "measures", "type": "module", "main": "index.js" }');
  write(
    root,
    'node_modules/measures/index.js',
    "export const inch = 25.4; export const measuresMark = 'measures mark';",
  );
  write(root, 'layers/pipeline/index.ts', "export * from './conflict.ts';\nexport { inch } from 'measures';");
  write(root, 'layers/pipeline/conflict.ts', 'export class Conflict extends Error {}');
  write(
    root,
    'layers/pipeline/extraction.ts',
    "import { radiomicsMark } from '@radscore/radiomics';\nimport { Conflict } from './conflict.ts';\n" +
      'export const extract = () => [radiomicsMark, Conflict.name] as const;\nexport const same = Conflict;',
  );
  write(root, 'layers/radiomics/index.ts', "export { imagingMark as radiomicsMark } from '@radscore/imaging';");
  for (const name of [...zipFunctionNames, ...containerFunctionNames]) {
    write(root, `lambdas/${name}/index.ts`, `export const handler = async () => '${name}';`);
  }
  write(
    root,
    'lambdas/extract-features/index.ts',
    "import { Conflict, inch } from '@radscore/pipeline';\n" +
      "import { extract, same } from '@radscore/pipeline/extraction';\n" +
      'export const handler = async () => [...extract(), same === Conflict, inch];',
  );
  write(
    root,
    'lambdas/api/index.ts',
    "import { Conflict } from '@radscore/pipeline';\nexport const handler = async () => Conflict.name;",
  );
  cpSync(join(root, 'lambdas/extract-features/index.ts'), join(root, 'lambdas/extract-filtered-features/index.ts'));
  write(root, 'lambdas/extract-filtered-features/Dockerfile', 'FROM scratch\n');
  return root;
}

function write(root: string, path: string, contents: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), contents);
}

function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** What a handler answers in a Node process that sees its folder and the named layers only. */
function invoke(folder: string, layers: readonly string[]): unknown {
  const answer = execFileSync(
    process.execPath,
    ['-e', "require('./index.js').handler().then((answer) => console.log(JSON.stringify(answer)))"],
    { cwd: folder, encoding: 'utf8', stdio: 'pipe', env: { NODE_PATH: layers.join(':') } },
  );
  return JSON.parse(answer);
}

let root: string;
let out: string;
beforeEach(() => {
  root = smallRepository();
  out = scratchFolder();
});

describe('the build', () => {
  it('gives each function the layers that its imports lead to', async () => {
    await build({ root, out });
    const { layersOf } = JSON.parse(contents(out)['code.json']);
    expect(layersOf['extract-features']).toEqual(['imaging', 'radiomics', 'pipeline']);
    expect(layersOf.api).toEqual(['pipeline']);
    expect(layersOf['stamp-institution']).toEqual([]);
  });

  it('leaves layers out of a function, and holds every class once', async () => {
    await build({ root, out });
    const files = contents(out);
    expect(files['lambdas/extract-features/index.js']).not.toMatch(/imaging mark|measures mark|extends Error/);
    const holdConflict = Object.keys(files).filter(
      (path) => !path.startsWith('console/') && files[path].includes('extends Error'),
    );
    expect(holdConflict).toHaveLength(2);
    expect(holdConflict[0]).toBe('containers/extract-filtered-features/index.js');
    expect(holdConflict[1]).toMatch(/^layers\/pipeline\/nodejs\/node_modules\/@radscore\/pipeline\/chunk-/);

    const layers = ['imaging', 'radiomics', 'pipeline'].map((name) =>
      join(out, 'layers', name, 'nodejs', 'node_modules'),
    );
    const wanted = ['imaging mark', 'Conflict', true, 25.4];
    expect(invoke(join(out, 'lambdas/extract-features'), layers)).toEqual(wanted);
    expect(invoke(join(out, 'containers/extract-filtered-features'), [])).toEqual(wanted);
    expect(() => invoke(join(out, 'lambdas/extract-features'), layers.slice(1))).toThrow(/@radscore\/imaging/);
  });

  it('makes the same bytes of the same sources, wherever they lie', async () => {
    await build({ root, out });
    const other = { root: smallRepository(), out: scratchFolder() };
    await build(other);
    expect(contents(other.out)).toEqual(contents(out));
  });

  it('writes what changed, removes what is gone and leaves the rest alone', async () => {
    await build({ root, out });
    const written = (path: string) => statSync(join(out, path)).mtimeMs;
    const before = { api: written('lambdas/api/index.js'), fit: written('lambdas/fit-model/index.js') };
    write(out, 'lambdas/forgotten/index.js', '');
    write(root, 'lambdas/api/index.ts', "export const handler = async () => 'new';");
    await new Promise((resolve) => setTimeout(resolve, 20));
    await build({ root, out });
    expect(written('lambdas/api/index.js')).toBeGreaterThan(before.api);
    expect(written('lambdas/fit-model/index.js')).toBe(before.fit);
    expect(Object.keys(contents(out))).not.toContain('lambdas/forgotten/index.js');
  });

  it('names a handler that is missing', async () => {
    rmSync(join(root, 'lambdas/fit-model'), { recursive: true });
    await expect(build({ root, out })).rejects.toThrow('no lambdas/fit-model/index.ts');
  });

  it.each([
    [
      'an entry that no layer has',
      "import { fit } from '@radscore/pipeline/modelling';\nexport const handler = fit;",
      '@radscore/pipeline/modelling is imported, but no layer has it',
    ],
    ['a file beside the code', 'export const handler = () => import.meta.url;', 'import.meta'],
  ])('refuses %s', async (_what, source, message) => {
    write(root, 'lambdas/fit-model/index.ts', source);
    await expect(build({ root, out })).rejects.toThrow(message);
  });
});

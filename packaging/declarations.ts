/** Type declarations of the layers, as a package offers them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { packedExportsOf, packedImport } from './public-surface.ts';

/** An import for its side effect declares nothing. */
const SIDE_EFFECT = /^import ['"][^'"]+['"];\n/gm;
const SPECIFIER = /(from |import\()(['"])(\.{1,2}\/[^'"]+)\.ts\2/g;

const SIBLING = /(from |import\()(['"])(@radscore\/[^'"]+)\2/g;

/** Declarations by path in the repository, without the ending: `layers/imaging/index` → text. */
export type Declarations = ReadonlyMap<string, string>;

/** The declarations of layers, by export: what an export's own declaration reaches. @throws Error if the types are wrong */
export function emitDeclarations(root: string, layers: readonly string[]): (entry: string) => Declarations {
  const cache = join(root, 'node_modules', '.cache', 'radscore');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'types-'));
  try {
    const config = join(folder, 'tsconfig.json');
    const options = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        rootDir: root,
        outDir: join(folder, 'out'),
        typeRoots: [join(root, 'node_modules', '@types')],
        stripInternal: true,
      },
      include: layers.map((layer) => join(root, 'layers', layer)),
      exclude: [join(root, '**/assembly/**'), join(root, '**/node_modules')],
    };
    writeFileSync(config, JSON.stringify(options));
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config], { stdio: 'pipe' });
    const out = join(folder, 'out');
    const texts = new Map<string, string>();
    const visit = (file: string): void => {
      const name = relative(out, file)
        .split(sep)
        .join('/')
        .replace(/\.d\.ts$/, '');
      if (texts.has(name)) return;
      const text = readFileSync(file, 'utf8').replaceAll(SIDE_EFFECT, '');
      const packed = text.replaceAll(
        SIBLING,
        (_all, how, quote, path) => `${how}${quote}${packedImport(path)}${quote}`,
      );
      texts.set(name, packed.replaceAll(SPECIFIER, '$1$2$3.js$2'));
      for (const [, , , path] of text.matchAll(SPECIFIER)) visit(`${resolve(dirname(file), path)}.d.ts`);
    };
    const reached = new Map<string, Declarations>();
    for (const layer of layers) {
      for (const entry of entriesOf(root, layer)) {
        texts.clear();
        visit(join(out, entry.replace(/\.ts$/, '.d.ts')));
        reached.set(entry, new Map(texts));
      }
    }
    return (entry) => reached.get(entry) ?? new Map();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a packed layer exports: source files in the repository. */
function entriesOf(root: string, layer: string): string[] {
  return [...packedExportsOf(root, layer).values()].map((source) => join('layers', layer, source).split(sep).join('/'));
}

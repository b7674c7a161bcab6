/** Finds the examples in the doc comments of a library's public functions, and runs them under plain Node. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT_ROOT } from '../../cli/service/connection.ts';
import { LIBRARIES, type Library } from '../../packaging/library-package.ts';
import { packedExportsOf } from '../../packaging/public-surface.ts';

/** An example, by the function that it belongs to. */
export interface Example {
  readonly of: string;
  readonly code: string;
}

/** What an example's line gave, and what it says that it gives. */
export interface Answer {
  readonly of: string;
  readonly got: string;
  readonly wanted: string;
}

const RESULT = /^(\s*)(.+); \/\/ → (.*)$/gm;

/** The examples of the functions that `public.ts` of a layer exports; `code` is empty if a function has none. */
export function examplesOf(library: Library): readonly Example[] {
  const folder = join(PROJECT_ROOT, 'layers', library);
  const surface = readFileSync(join(folder, 'public.ts'), 'utf8');
  return [...surface.matchAll(/export \{([^}]*)\} from '([^']+)'/g)].flatMap(([, names, source]) => {
    const text = readFileSync(resolve(folder, source), 'utf8');
    const functions = names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && new RegExp(`^export (async )?function ${name}\\b`, 'm').test(text));
    return functions.map((of) => ({ of, code: exampleIn(text, of) }));
  });
}

function exampleIn(source: string, name: string): string {
  const at = source.search(new RegExp(`^export (async )?function ${name}\\b`, 'm'));
  const comment = source.slice(source.lastIndexOf('/**', at), at);
  const [, block = ''] = /@example\n \* ```ts\n([\s\S]*?) \* ```/.exec(comment) ?? [];
  return block.replaceAll(/^ \* ?/gm, '');
}

/** Code whose imports of libraries go to the sources of what they publish. */
function addressed(code: string, address: (file: string) => string): string {
  const files = new Map(
    LIBRARIES.flatMap((library) =>
      [...packedExportsOf(PROJECT_ROOT, library)].map(
        ([subpath, source]) =>
          [`@radscore/${library}${subpath.slice(1)}`, resolve(PROJECT_ROOT, 'layers', library, source)] as const,
      ),
    ),
  );
  return code.replaceAll(/from '(@radscore\/[^']+)'/g, (all, name) => {
    const file = files.get(name);
    return file === undefined ? all : `from '${address(file)}'`;
  });
}

/**
 * Runs examples in one process and compares each `expression; // → value` with what Node's inspector prints. An example
 * that throws gives its error as the value.
 */
export function runExamples(examples: readonly Example[]): readonly Answer[] {
  const folder = mkdtempSync(join(tmpdir(), 'radscore-examples-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    for (const { of, code } of examples) {
      const checked = code.replaceAll(RESULT, (_all, indent, expression, wanted) => {
        return `${indent}check(${JSON.stringify(of)}, (${expression}), ${JSON.stringify(wanted)});`;
      });
      writeFileSync(
        join(folder, `${of}.ts`),
        addressed(checked, (file) => pathToFileURL(file).href),
      );
    }
    writeFileSync(join(folder, 'main.ts'), main(examples.map(({ of }) => of)));
    const printed = execFileSync(process.execPath, ['main.ts'], { cwd: folder, encoding: 'utf8' });
    return JSON.parse(printed.trim().split('\n').at(-1) ?? '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Type-checks examples in a strict project. @throws Error with the compiler's words */
export function checkTypes(examples: readonly Example[]): void {
  const cache = join(PROJECT_ROOT, 'node_modules', '.cache');
  const folder = mkdtempSync(join(cache, 'radscore-examples-'));
  try {
    for (const { of, code } of examples) {
      writeFileSync(join(folder, `${of}.ts`), `${addressed(code, (file) => file)}\nexport {};\n`);
    }
    const compilerOptions = {
      noEmit: true,
      rootDir: PROJECT_ROOT,
      typeRoots: [join(PROJECT_ROOT, 'node_modules', '@types')],
    };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(PROJECT_ROOT, 'tsconfig.json'), compilerOptions, include: ['*.ts'], exclude: [] }),
    );
    const tsc = join(PROJECT_ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function main(names: readonly string[]): string {
  return `
import { inspect } from 'node:util';
const answers = [];
const show = (value) => inspect(value, { depth: 6, breakLength: Infinity, compact: true });
globalThis.check = (of, value, wanted) => answers.push({ of, got: show(value), wanted });
for (const name of ${JSON.stringify(names)}) {
  try {
    await import(\`./\${name}.ts\`);
  } catch (error) {
    answers.push({ of: name, got: String(error), wanted: 'no error' });
  }
}
console.log(JSON.stringify(answers));
process.exit();
`;
}

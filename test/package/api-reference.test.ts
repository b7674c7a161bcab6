/** The API reference builds from the public surfaces without a warning. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { LIBRARIES } from '../../packaging/library-package.ts';

const folder = fileURLToPath(new URL('../../packaging/api-reference', import.meta.url));
const typedoc = join(folder, 'node_modules', 'typedoc', 'bin', 'typedoc');
const out = mkdtempSync(join(tmpdir(), 'radscore-api-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Exit code and output of typedoc; a warning is an error (`typedoc.json`). */
function build(
  settings: string,
  ...options: readonly string[]
): { readonly code: number | null; readonly said: string } {
  const args = [typedoc, '--options', settings, ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
}

// `npm ci` installs it in the workspace of the reference, with a TypeScript of its own.
describe.skipIf(!existsSync(typedoc))('the API reference', { timeout: 300_000 }, () => {
  it('builds without a warning, with pages for the functions of each library', () => {
    const { code, said } = build(join(folder, 'typedoc.json'), '--out', join(out, 'api'));
    expect(said).not.toMatch(/warning|error/i);
    expect(code).toBe(0);
    const pages = readdirSync(join(out, 'api', 'functions'));
    for (const library of LIBRARIES) {
      expect(pages.filter((page) => page.startsWith(`${library}_public.`)).length, library).toBeGreaterThan(10);
    }
  });

  it('does not build with a link that leads nowhere', () => {
    const settings = {
      extends: [join(folder, 'typedoc.json')],
      entryPoints: ['planted.ts'],
      tsconfig: 'tsconfig.json',
    };
    writeFileSync(join(out, 'planted.ts'), '/** As {@link Nowhere} says. */\nexport const one = 1;\n');
    writeFileSync(
      join(out, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { types: [] }, include: ['planted.ts'] }),
    );
    writeFileSync(join(out, 'typedoc.json'), JSON.stringify(settings));
    const { code, said } = build(join(out, 'typedoc.json'), '--emit', 'none');
    expect(said).toContain('Failed to resolve link to "Nowhere"');
    expect(code).not.toBe(0);
  });
});

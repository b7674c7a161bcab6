import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEPT_FOLDER, searchPlanted } from './search.ts';

/** Gathers what the tests let be written, and fails the run where a planted identity is found in any of it. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'radscore-said-'));
  process.env[KEPT_FOLDER] = folder;
  return () => {
    const leaks = searchPlanted(folder);
    rmSync(folder, { recursive: true, force: true });
    delete process.env[KEPT_FOLDER];
    if (leaks.length === 0) return;
    // A teardown that throws is reported, but would not fail the run by itself.
    process.exitCode = 1;
    console.error(`✗ planted identities were found in what was written:\n  ${leaks.slice(0, 20).join('\n  ')}`);
  };
}

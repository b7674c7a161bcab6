/** No sandbox outlives the cloud that started it. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const code = mkdtempSync(join(tmpdir(), 'radscore-orphans-'));
afterAll(() => rmSync(code, { recursive: true }));

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('sandboxes of a killed process', () => {
  it('end themselves, whether they wait or compute', async () => {
    writeFileSync(
      join(code, 'index.js'),
      `exports.handler = async ({ how }) => {
        require('node:fs').writeFileSync(__dirname + '/' + how, String(process.pid));
        if (how === 'computes') for (;;);
        await new Promise(() => setInterval(() => {}, 1000));
      };`,
    );
    const program = fileURLToPath(new URL('./killable-lambda.ts', import.meta.url));
    const parent = spawn(process.execPath, [program, code], { stdio: 'ignore' });
    const files = ['waits', 'computes'].map((how) => join(code, how));
    await expect.poll(() => files.every((file) => existsSync(file)), { timeout: 20_000 }).toBe(true);
    const sandboxes = files.map((file) => Number(readFileSync(file, 'utf8')));
    expect(sandboxes.map(isRunning)).toEqual([true, true]);
    parent.kill('SIGKILL');
    await expect.poll(() => sandboxes.map(isRunning), { timeout: 10_000 }).toEqual([false, false]);
  });
});

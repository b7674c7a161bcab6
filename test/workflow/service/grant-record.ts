/** Notes which grants a test used: for scripts/infra/grants.ts, which says where, by RADSCORE_GRANTS. */
import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { expect } from 'vitest';
import { DECISIONS, type Decision } from '../../../local/iam/policy.ts';

/** One line of the record. */
export interface GrantUse {
  readonly grant: string;
  /** Path of the test file, from the root of the repository. */
  readonly file: string;
  readonly test: string;
}

let isRecording = false;

/** Writes a line for the first use of each grant by each test, if a record is asked for. */
export function recordGrants(): void {
  const record = process.env['RADSCORE_GRANTS'];
  if (record === undefined || isRecording) return;
  isRecording = true;
  const written = new Set<string>();
  DECISIONS.subscribe((message) => {
    const { testPath = '', currentTestName = '' } = expect.getState();
    for (const { Sid } of (message as Decision).allowedBy) {
      if (Sid === undefined) continue;
      const file = relative(process.cwd(), testPath).replaceAll('\\', '/');
      const line = JSON.stringify({ grant: Sid, file, test: currentTestName } satisfies GrantUse);
      if (written.has(line)) continue;
      written.add(line);
      appendFileSync(record, `${line}\n`);
    }
  });
}

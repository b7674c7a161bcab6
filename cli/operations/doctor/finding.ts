/** What a check of `radscore doctor` came to. */

/** `warning`: it works, and something should be looked at. `skipped`: there was nothing to check. */
export type CheckResult = 'ok' | 'warning' | 'failed' | 'skipped';

/** One line of the report: what was checked, what was found, and what to do if it is not as it should be. */
export interface Finding {
  readonly check: string;
  readonly result: CheckResult;
  readonly found: string;
  readonly advice?: string;
}

export function ok(check: string, found: string): Finding {
  return { check, result: 'ok', found };
}

export function warning(check: string, found: string, advice: string): Finding {
  return { check, result: 'warning', found, advice };
}

export function failed(check: string, found: string, advice: string): Finding {
  return { check, result: 'failed', found, advice };
}

export function skipped(check: string, found: string): Finding {
  return { check, result: 'skipped', found };
}

/** A check that cannot be made is itself a finding: a report that ends in the middle helps nobody. */
export async function checked(check: string, work: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await work();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return failed(
      check,
      `the check itself failed: ${said}`,
      'RADSCORE_DEBUG=1 shows more with the command that fails.',
    );
  }
}

/** The identity check of a whole study in memory. */
import { DEFAULT_LIMITS, type ReadLimits } from '../input/limits.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import { IdentityCheck } from './identity-check.ts';
import type { DeidentificationReceipt } from './receipt.ts';

/**
 * Looks for identities in every file of a study that is at hand as a whole.
 *
 * @throws InputRefused for the first file that cannot be checked: what cannot be read cannot be judged.
 */
export function examineIdentity(
  files: readonly NamedBytes[],
  limits: ReadLimits = DEFAULT_LIMITS,
): DeidentificationReceipt {
  const check = new IdentityCheck(limits);
  for (const file of files) check.add(file);
  const [refusal] = check.refusals;
  if (refusal) throw refusal;
  return check.receipt();
}

/** Clinical values that come with a request, by what the protocol of the version declares. */
import type { Clinical } from '../contracts/manifest.ts';
import type { Reason } from '../contracts/workflow.ts';
import type { ModelVersionRow } from '../models/models.ts';
import { PROTOCOL_IDS, protocolById, readClinical, withLevelsRead } from '../protocols/index.ts';

/**
 * Levels as the protocol writes them; a number, and a level that the protocol does not know, are the model's to judge. A
 * variable that the protocol does not declare is not used, and named in a warning.
 */
export function declaredClinical(
  { protocol: id }: Pick<ModelVersionRow, 'protocol'>,
  given: Clinical,
): { readonly clinical: Clinical; readonly warnings: readonly Reason[] } {
  if (!PROTOCOL_IDS.includes(id)) return { clinical: given, warnings: [] };
  const protocol = protocolById(id);
  const warnings = readClinical(protocol, given)
    .issues.filter(({ path }) => path === 'clinical')
    .map(({ message }) => ({ code: 'clinical-undeclared', message: `got ${message}. It is not used.` }));
  return { clinical: withLevelsRead(protocol, given), warnings };
}

/** Settings of a study protocol, in a file of their own: protocols come with schemas that no other case needs. */
import { protocolById, type SequenceName } from '@radscore/pipeline';
import { settingsOf } from '@radscore/pipeline/extraction';
import type { ExtractionSettings } from '@radscore/radiomics';

/** The settings of one sequence of a protocol, such as her2-pcr@1. @throws ProtocolNotFound */
export function settingsOfProtocol(protocol: string, sequence: SequenceName): ExtractionSettings {
  return settingsOf(protocolById(protocol).sequences[sequence]);
}

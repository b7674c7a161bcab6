/** All study protocols by their id. */
import { ProtocolNotFound } from '../errors.ts';
import { HER2_PCR_1, HER2_PCR_2, HER2_PCR_3D_1, HER2_PCR_CLINICAL_1 } from './her2-pcr.ts';
import type { Protocol } from './protocol.ts';

const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map(
  [HER2_PCR_1, HER2_PCR_2, HER2_PCR_3D_1, HER2_PCR_CLINICAL_1].map((protocol) => [protocol.id, protocol]),
);

export const PROTOCOL_IDS: readonly string[] = [...PROTOCOLS.keys()];

/** @throws ProtocolNotFound with the ids that are known. */
export function protocolById(id: string): Protocol {
  const found = PROTOCOLS.get(id);
  if (!found) throw new ProtocolNotFound(id, PROTOCOL_IDS);
  return found;
}

export { clinicalSchemas } from './clinical-schemas.ts';
export { type ClinicalVariable, unitShown, valuesShown, wordsOfVariables } from './clinical-variable.ts';
export { CLINICAL_VOCABULARY } from './clinical-vocabulary.ts';
export { nearestName } from './nearest-name.ts';
export { type Protocol, protocol as protocolSchema, type SequenceProtocol } from './protocol.ts';
export * from './read-clinical.ts';

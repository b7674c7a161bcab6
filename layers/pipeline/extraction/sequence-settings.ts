/** The engine's settings under a study protocol, and the hash that says which vectors can be compared. */
import { canonicalSettings, type ExtractionSettings, parseSettings, portableSha256 } from '@radscore/radiomics';
import { SEQUENCES } from '../contracts/choices.ts';
import type { Protocol, SequenceProtocol } from '../protocols/index.ts';

/** A protocol never changes, and to read its YAML takes longer than to assemble a vector. */
const read = new WeakMap<SequenceProtocol, ExtractionSettings>();

/** The engine's settings of one sequence of a protocol. */
export function settingsOf(sequence: SequenceProtocol): ExtractionSettings {
  const known = read.get(sequence);
  if (known) return known;
  const settings = { ...parseSettings(sequence.settings), roi: sequence.roi };
  read.set(sequence, settings);
  return settings;
}

/** SHA-256 of the canonical settings of all sequences: vectors with the same hash can be compared column by column. */
export function protocolSettingsHash(protocol: Protocol): string {
  const hash = portableSha256();
  for (const sequence of SEQUENCES)
    hash.update(`${sequence}\n${canonicalSettings(settingsOf(protocol.sequences[sequence]))}\n`);
  return hash.digest('hex');
}

/** DICOM unique identifiers that anyone may make. */
/**
 * A UID from 16 bytes, as PS3.5 annex B.2 derives it from a UUID: `2.25.` and the number in decimal. Random bytes give
 * a new one; the same bytes always give the same, which is what seeded cohorts need.
 */
export function uidFromBytes(bytes: Uint8Array): string {
  const uuid = bytes.slice(0, 16);
  // Version 8 (free form), variant 1 (RFC 9562).
  uuid[6] = (uuid[6] & 0x0f) | 0x80;
  uuid[8] = (uuid[8] & 0x3f) | 0x80;
  return `2.25.${uuid.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)}`;
}

/** A new UID from the platform's random numbers. */
export function newUid(): string {
  return uidFromBytes(crypto.getRandomValues(new Uint8Array(16)));
}

/** Signs the metadata of a crate by Ed25519 (RFC 8032), and checks such a signature. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { CrateRefused } from './crate-error.ts';
import { METADATA, PUBLIC_KEY, SIGNATURE } from './crate-metadata.ts';

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

const signatureFile = z
  .object({
    format: z.literal('radscore-signature/1'),
    algorithm: z.literal('Ed25519'),
    signs: z.literal(METADATA),
    /** SubjectPublicKeyInfo, DER. */
    publicKey: base64,
    signature: base64,
  })
  .strict();

/** `signed` holds the fingerprint of the key: SHA-256 of its DER is too long to read, so the key itself in base64. */
export type SignatureState = { readonly signed: false } | { readonly signed: true; readonly publicKey: string };

/** The private key of a PEM file, and its public key. @throws CrateRefused `crate-key-invalid` for any other kind of key */
export function signingKey(pem: string): { readonly key: KeyObject; readonly publicPem: string } {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new CrateRefused(
      'crate-key-invalid',
      'got no private key in PEM without a passphrase; wanted an Ed25519 key, as `openssl genpkey -algorithm ed25519` makes it.',
    );
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new CrateRefused('crate-key-invalid', `got a key of type ${key.asymmetricKeyType}; wanted Ed25519.`);
  }
  return { key, publicPem: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString() };
}

/** The bytes of `signature.json`. Ed25519 is deterministic: the same key and metadata, the same bytes. */
export function signatureOf(metadata: Uint8Array, { key }: Pick<ReturnType<typeof signingKey>, 'key'>): Uint8Array {
  const content: z.infer<typeof signatureFile> = {
    format: 'radscore-signature/1',
    algorithm: 'Ed25519',
    signs: METADATA,
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    signature: sign(null, metadata, key).toString('base64'),
  };
  return new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`);
}

/**
 * Whether the metadata are signed, and by whom.
 *
 * @param trusted the public key that is expected, PEM
 * @throws CrateRefused `crate-signature-invalid`, `crate-signature-missing`, `crate-other-key`, `crate-key-invalid`
 */
export function checkSignature(
  metadata: Uint8Array,
  signature: Uint8Array | undefined,
  inCrate: Uint8Array | undefined,
  trusted?: string,
): SignatureState {
  if (!signature) {
    if (inCrate) {
      throw new CrateRefused(
        'crate-signature-missing',
        `got ${PUBLIC_KEY} without ${SIGNATURE}; wanted both.`,
        SIGNATURE,
      );
    }
    if (trusted !== undefined) {
      throw new CrateRefused(
        'crate-signature-missing',
        'got a crate that is not signed; wanted the signature of the key given.',
      );
    }
    return { signed: false };
  }
  const parsed = signatureFile.safeParse(jsonOf(signature));
  if (!parsed.success)
    throw new CrateRefused('crate-signature-invalid', `${SIGNATURE} is no signature of this format.`, SIGNATURE);
  const { publicKey, signature: value } = parsed.data;
  const key = publicKeyOf(Buffer.from(publicKey, 'base64'));
  if (!verify(null, metadata, key, Buffer.from(value, 'base64'))) {
    throw new CrateRefused(
      'crate-signature-invalid',
      `${METADATA} is not what was signed: it or the signature was changed.`,
      METADATA,
    );
  }
  const der = derOf(key);
  const own = inCrate && derOf(publicKeyOf(Buffer.from(inCrate).toString()));
  if (own !== der) {
    throw new CrateRefused('crate-other-key', `the signature is of another key than ${PUBLIC_KEY}.`, PUBLIC_KEY);
  }
  if (trusted !== undefined && derOf(publicKeyOf(trusted)) !== der) {
    throw new CrateRefused('crate-other-key', 'the crate is signed by another key than the one given.');
  }
  return { signed: true, publicKey: der };
}

function publicKeyOf(value: string | Buffer): KeyObject {
  try {
    const key =
      typeof value === 'string' ? createPublicKey(value) : createPublicKey({ key: value, type: 'spki', format: 'der' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Refused below, like a key of another kind.
  }
  throw new CrateRefused('crate-key-invalid', 'got no Ed25519 public key; wanted one in PEM (SubjectPublicKeyInfo).');
}

function derOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

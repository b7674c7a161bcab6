/** The key pair with which tokens are signed: made once for a folder. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import { diskOf } from '../disk/disk.ts';
import { StateDamaged } from '../disk/state-damaged.ts';

/** RS256, because API Gateway's JWT authorizer takes RSA keys only. */
export const ALGORITHM = 'RS256';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** The key in this folder; the first call makes it, readable by its owner only. */
export async function openSigningKey(directory: string): Promise<SigningKey> {
  const path = join(directory, 'signing-key.json');
  const disk = diskOf(path);
  let text = disk.read(path)?.toString('utf8');
  if (text === undefined) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    text = JSON.stringify(privateKey.export({ format: 'jwk' }));
    // What is signed with it is given out after this lasts: the log keeps the order.
    disk.replace(path, text);
  }
  try {
    const jwk = JSON.parse(text) as JWK;
    const kid = await calculateJwkThumbprint(jwk);
    const privateKey = (await importJWK(jwk, ALGORITHM)) as CryptoKey;
    const { kty, n, e } = jwk;
    return { kid, privateKey, publicJwk: { kty, n, e, kid, alg: ALGORITHM, use: 'sig' } };
  } catch {
    throw new StateDamaged(path, text === '' ? 'empty' : 'cut', LOST_KEY);
  }
}

const LOST_KEY =
  'It signs the tokens: restore it from a copy of the state folder; or remove it, then the next start makes another one, and tokens given before are refused.';

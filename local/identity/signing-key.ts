/** The key pair with which tokens are signed: made once for a folder. */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, importJWK, type JWK } from 'jose';

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
  if (!existsSync(path)) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const temporary = `${path}.part`;
    writeFileSync(temporary, JSON.stringify(privateKey.export({ format: 'jwk' })), { mode: 0o600 });
    renameSync(temporary, path);
  }
  const jwk = JSON.parse(readFileSync(path, 'utf8')) as JWK;
  const kid = await calculateJwkThumbprint(jwk);
  const { kty, n, e } = jwk;
  return {
    kid,
    privateKey: (await importJWK(jwk, ALGORITHM)) as CryptoKey,
    publicJwk: { kty, n, e, kid, alg: ALGORITHM, use: 'sig' },
  };
}

/** All keys of a folder (access keys, operator token, KMS keys), derived from one secret. */
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Caller } from './contracts.ts';

/**
 * The secret of this folder, from which all keys follow: they are the same at every start, so that presigned URLs stay
 * valid over restarts.
 */
export class KeyRing {
  readonly #secret: string;

  /** Reads or makes `file`, readable by its owner only. */
  constructor(file: string) {
    if (!existsSync(file)) {
      writeFileSync(`${file}.new`, randomBytes(32).toString('hex'), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    }
    this.#secret = readFileSync(file, 'utf8');
  }

  /** The access key of a role or of the operator. */
  accessKey(holder: string): Pick<Caller, 'accessKeyId' | 'secretAccessKey'> {
    return {
      accessKeyId: `LOCAL${this.#derive('access key', holder).slice(0, 15).toUpperCase()}`,
      secretAccessKey: this.#derive('secret key', holder).slice(0, 40),
    };
  }

  /** What the operator shows to the local endpoint. */
  operatorToken(): string {
    return this.#derive('token', 'operator');
  }

  /** The id of a machine client with these scopes. */
  clientId(scopes: string): string {
    return this.#derive('client id', scopes).slice(0, 26);
  }

  /** The secret of a machine client: as long as those of Cognito. */
  clientSecret(clientId: string): string {
    return this.#derive('client secret', clientId).slice(0, 52);
  }

  /** The secret behind a KMS key of the template, 32 bytes. */
  kmsKey(keyArn: string): Buffer {
    return Buffer.from(this.#derive('kms key', keyArn), 'hex');
  }

  #derive(purpose: string, holder: string): string {
    return createHmac('sha256', this.#secret).update(`${purpose}\n${holder}`).digest('hex');
  }
}

/** All keys of a folder (access keys, operator token, KMS keys), derived from one secret. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Caller } from './contracts.ts';
import { diskOf } from './disk/disk.ts';
import { StateDamaged } from './disk/state-damaged.ts';

/**
 * The secret of this folder, from which all keys follow: they are the same at every start, so that presigned URLs stay
 * valid over restarts.
 */
export class KeyRing {
  readonly #secret: string;

  /**
   * Reads `file`, which only its owner may read; makes it if the folder is new. Throws `StateDamaged`: another secret would
   * leave what is encrypted unreadable.
   */
  constructor(file: string, isNew = true) {
    const disk = diskOf(file);
    // Nothing is done with it before it lasts: the log keeps the order.
    if (isNew && !disk.read(file)) disk.replace(file, randomBytes(SECRET_LENGTH / 2).toString('hex'));
    this.#secret = readSecret(file);
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

const LOST_SECRET =
  'All keys follow from it, also those of what is encrypted: restore it from a copy of the state folder; without one, move the folder away and start with a new one.';

/** The secret in a file. Throws `StateDamaged`. */
function readSecret(file: string): string {
  const secret = diskOf(file).read(file)?.toString('latin1');
  if (secret === undefined) throw new StateDamaged(file, 'missing', LOST_SECRET);
  if (isSecret(secret)) return secret;
  const damage = secret === '' ? 'empty' : secret.length < SECRET_LENGTH ? 'cut' : 'damaged';
  throw new StateDamaged(file, damage, LOST_SECRET);
}

/** Hexadecimal digits. */
export const SECRET_LENGTH = 64;

export function isSecret(text: string): boolean {
  return text.length === SECRET_LENGTH && /^[0-9a-f]+$/.test(text);
}

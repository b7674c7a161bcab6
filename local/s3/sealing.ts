/** Encryption of a bucket with a KMS key: a data key for each file, wrapped by the bucket's key. */
import { type Cipheriv, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Transform } from 'node:stream';

/** How the bytes of a file are encrypted: AES-256-CTR, which can be read from anywhere, under a key of their own. */
export interface Seal {
  readonly kmsKeyArn: string;
  /** The data key, wrapped by the KMS key (AES-256-GCM: nonce, tag, key); base64. */
  readonly wrappedKey: string;
  /** Counter block of the first byte; base64. */
  readonly counter: string;
}

/** The secret behind a KMS key, 32 bytes. */
export type KmsKeys = (kmsKeyArn: string) => Buffer;

const BLOCK = 16;
const NONCE = 12;

/** A new data key for one file. */
export function newSeal(kmsKeyArn: string, keys: KmsKeys): { seal: Seal; cipher: Cipheriv } {
  const dataKey = randomBytes(32);
  const counter = randomBytes(BLOCK);
  const nonce = randomBytes(NONCE);
  const wrapping = createCipheriv('aes-256-gcm', keys(kmsKeyArn), nonce).setAAD(Buffer.from(kmsKeyArn));
  const wrapped = Buffer.concat([wrapping.update(dataKey), wrapping.final()]);
  const wrappedKey = Buffer.concat([nonce, wrapping.getAuthTag(), wrapped]).toString('base64');
  const seal = { kmsKeyArn, wrappedKey, counter: counter.toString('base64') };
  return { seal, cipher: createCipheriv('aes-256-ctr', dataKey, counter) };
}

/** Decrypts what is read of a file from the byte `start` on. */
export function opening({ kmsKeyArn, wrappedKey, counter }: Seal, keys: KmsKeys, start: number): Transform {
  const wrapped = Buffer.from(wrappedKey, 'base64');
  const unwrapping = createDecipheriv('aes-256-gcm', keys(kmsKeyArn), wrapped.subarray(0, NONCE))
    .setAAD(Buffer.from(kmsKeyArn))
    .setAuthTag(wrapped.subarray(NONCE, NONCE + BLOCK));
  const dataKey = Buffer.concat([unwrapping.update(wrapped.subarray(NONCE + BLOCK)), unwrapping.final()]);
  const first = BigInt(`0x${Buffer.from(counter, 'base64').toString('hex')}`) + BigInt(Math.floor(start / BLOCK));
  const block = Buffer.from((first % 2n ** 128n).toString(16).padStart(2 * BLOCK, '0'), 'hex');
  const decipher = createDecipheriv('aes-256-ctr', dataKey, block);
  decipher.update(Buffer.alloc(start % BLOCK));
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, decipher.update(chunk));
    },
  });
}

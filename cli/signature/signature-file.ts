/** Reads a signature file from disk, with what the command line assumes for what it leaves open. */
import { createHash } from 'node:crypto';
import { InputRefused } from '@radscore/imaging';
import { type ReadSignature, readSignature, SignatureRefused } from '@radscore/pipeline/signatures';
import { readBytes } from '../files/text-file.ts';
import { UsageProblem } from '../terminal/failure.ts';

export interface SignatureOnDisk extends ReadSignature {
  readonly file: string;
  readonly text: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
}

/** @throws InputRefused `file-missing`, `unreadable`; SignatureRefused; UsageProblem for an assumption of another form */
export function readSignatureFile(file: string, assume: readonly string[] = []): SignatureOnDisk {
  const bytes = readBytes(file, 'a signature file');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const [got, wanted] = ['bytes that are no UTF-8', 'a signature file: YAML or JSON in UTF-8'];
    throw new InputRefused({ code: 'unreadable', file, got, wanted, remedy: 'Save it as UTF-8.' }, { cause });
  }
  try {
    return { ...readSignature(text, assumptions(assume)), file, text, sha256 };
  } catch (cause) {
    if (!(cause instanceof SignatureRefused)) throw cause;
    throw new SignatureRefused(cause.faults, { cause, file });
  }
}

/** `radScore.intercept=0`, several of them. @throws UsageProblem */
export function assumptions(texts: readonly string[]): Record<string, number | string> {
  const values: Record<string, number | string> = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    const [path, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    if (at < 1 || value === '') throw new UsageProblem(`got --assume ${text}; wanted PATH=VALUE.`);
    if (Object.hasOwn(values, path)) throw new UsageProblem(`got --assume ${path} twice; wanted one value of it.`);
    values[path] = Number.isFinite(Number(value)) ? Number(value) : value;
  }
  return values;
}

/** What admission finds out from an archive: its members examined like files, while its SHA-256 is computed. */
import { createHash } from 'node:crypto';
import { IdentifyingBytes, type IdentityCheck, InputRefused, remarkFinding, type ZipMember } from '@radscore/imaging';
import { openArchive, streamMembers } from '../archives/stored-archive.ts';
import { type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import { streamObject } from '../storage/objects.ts';

/**
 * Reads an archive once and takes each of its members for the identity check. A member that cannot be checked is the reason
 * of a refusal, and so is an archive that cannot be read; its checksum is computed in any case, and says whether the upload
 * damaged it.
 *
 * @throws StudyRefused `checksum-mismatch` if the archive is replaced meanwhile
 */
export async function examineArchive(
  bucket: string,
  study: StudyKey,
  { path, bytes, place }: { readonly path: string; readonly bytes: number; readonly place: string },
  check: IdentityCheck,
): Promise<{ sha256: string | undefined; refusal: InputRefused | undefined; members: number }> {
  const hash = createHash('sha256');
  let refusal: InputRefused | undefined;
  const refuse = (error: unknown): void => {
    if (!(error instanceof InputRefused)) throw error;
    refusal ??= error;
  };
  const remarks = new Set<string>();
  const sinkOf = ({ name }: ZipMember) => {
    const identifying = new IdentifyingBytes(name);
    let isRefused = false;
    const attempt = (work: () => void): void => {
      if (isRefused) return;
      const refused = refusalOf(work);
      isRefused = refused !== undefined;
      refusal ??= refused;
    };
    return {
      push: (piece: Uint8Array) => attempt(() => identifying.push(piece)),
      end(): void {
        const before = check.refusals.length;
        attempt(() => check.add(identifying.end()));
        refusal ??= check.refusals[before];
      },
    };
  };
  let members = 0;
  try {
    const archive = await openArchive(bucket, study, { path, bytes }, (name, number) => {
      check.addPath(name, `member ${number} of ${place}`);
      members = number;
    });
    for (const remark of archive.directory.remarks) remarks.add(remark);
    await streamMembers(archive, {
      open: sinkOf,
      heard: (piece) => void hash.update(piece),
      remark: (remark) => void remarks.add(remark),
      refused: refuse,
    });
  } catch (error) {
    refuse(error);
    const body = await streamObject(bucket, studyPrefix(study) + path);
    if (!body) return { sha256: undefined, refusal, members };
    for await (const piece of body) hash.update(piece);
  }
  for (const remark of remarks) check.addFinding(remarkFinding(path, remark));
  return { sha256: hash.digest('hex'), refusal, members };
}

/** What work on bytes of a study refuses; any other error is thrown. */
export function refusalOf(work: () => void): InputRefused | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof InputRefused) return error;
    throw error;
  }
}

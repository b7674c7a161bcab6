/** Small JSON files of the state whose loss can be made up for: read, or replaced by nothing with a note. */
import { diskOf } from './disk.ts';

/**
 * What a file holds; undefined if it is missing or not what `isWanted` takes. Then, unless the file was never there, what
 * that means is noted in the words of `consequence`.
 */
export function readKept<Kept extends object>(
  file: string,
  isWanted: (content: object) => content is Kept,
  consequence: string,
): Kept | undefined {
  const disk = diskOf(file);
  const bytes = disk.read(file);
  // That a file is missing which was there before is noted by the disk, which knows.
  if (!bytes) return undefined;
  const content = parsed(bytes.toString('utf8'));
  if (typeof content === 'object' && content !== null && isWanted(content)) return content;
  disk.replace(`${file}.damaged`, bytes.toString('utf8'));
  disk.remove(file);
  const damage = bytes.length === 0 ? 'empty' : 'cut or damaged';
  disk.note(`${file} is ${damage} and was moved to ${file}.damaged: ${consequence}`);
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

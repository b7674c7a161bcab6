/** What a series of operations makes of the files of a folder: to read through it, and to write it. */
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Operation } from './operations.ts';

interface FileNode {
  /** The names it had, the present one last: its bytes on disk are under one of them, unless it was replaced. */
  readonly names: string[];
  /** All that it held when it was last replaced; undefined as long as what is on disk counts. */
  content: string | undefined;
  readonly appended: { readonly offset: number; readonly text: string }[];
}

/**
 * The files that operations concern, as they are after them. Operations name what is on disk before the first of them;
 * `write` reaches the same end if some or all of it were written before, wholly or in part: that is the replay of a log.
 */
export class FileImage {
  readonly #home: string;
  /** Files that were shorter than what was to be added to them says: damaged by something else. */
  readonly shortened: { readonly name: string; readonly bytes: number }[] = [];
  /** By present name; null if the file was removed or moved away. */
  readonly #nodes = new Map<string, FileNode | null>();

  constructor(home: string, operations: Iterable<Operation>) {
    this.#home = home;
    for (const operation of operations) this.#apply(operation);
  }

  /** Names of the files that come, change or go. */
  get names(): string[] {
    return [...this.#nodes.keys()];
  }

  pathOf(name: string): string {
    return join(this.#home, name);
  }

  /** What a file holds after the operations; undefined if there is none. */
  read(name: string): Buffer | undefined {
    const node = this.#nodes.get(name);
    if (node === null || (node === undefined && this.#isRemoved(name))) return undefined;
    if (!node) return bytesOf(join(this.#home, name));
    const lies = node.names.find((former) => existsSync(join(this.#home, former))) ?? name;
    const before = node.content === undefined ? bytesOf(join(this.#home, lies)) : Buffer.from(node.content);
    return withAppended(before ?? Buffer.alloc(0), node);
  }

  /** Brings the disk to what the operations make of it; nothing is synced. */
  write(): void {
    for (const [name, node] of this.#nodes) if (node) this.#writeFile(name, node);
    for (const [name, node] of this.#nodes) if (!node) rmSync(join(this.#home, name), { recursive: true, force: true });
  }

  #writeFile(name: string, node: FileNode): void {
    const path = join(this.#home, name);
    if (node.content !== undefined) {
      const draft = `${path}.new`;
      const content = node.appended.length > 0 ? withAppended(Buffer.from(node.content), node) : node.content;
      inFolder(path, () => writeFileSync(draft, content, { mode: 0o600 }));
      renameSync(draft, path);
      return;
    }
    if (node.names.length > 1) {
      const lies = node.names.find((former) => existsSync(join(this.#home, former)));
      if (lies !== undefined && lies !== name) inFolder(path, () => renameSync(join(this.#home, lies), path));
    }
    const [first] = node.appended;
    if (!first) return;
    // Not 'a', which ignores the offset.
    const descriptor = inFolder(path, () => openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600));
    try {
      const text = Buffer.from(node.appended.map((piece) => piece.text).join(''));
      const start = fstatSync(descriptor).size < first.offset ? endOfLines(descriptor) : first.offset;
      if (start < first.offset) this.shortened.push({ name, bytes: first.offset - start });
      // What is behind was written by the same operations before, or half of it.
      ftruncateSync(descriptor, start);
      for (let written = 0; written < text.length; ) {
        written += writeSync(descriptor, text, written, text.length - written, start + written);
      }
    } finally {
      closeSync(descriptor);
    }
  }

  #apply(operation: Operation): void {
    const [kind, name] = operation;
    if (kind === 'append') {
      const [, , offset, text] = operation;
      this.#nodeOf(name).appended.push({ offset, text });
    } else if (kind === 'replace') {
      const node = this.#nodeOf(name);
      node.content = operation[2];
      node.appended.length = 0;
    } else if (kind === 'move') {
      const node = this.#nodeOf(name);
      node.names.push(operation[2]);
      this.#nodes.set(operation[2], node);
      this.#nodes.set(name, null);
    } else if (kind === 'remove') {
      for (const known of this.#nodes.keys()) if (known.startsWith(`${name}/`)) this.#nodes.delete(known);
      this.#nodes.set(name, null);
    }
  }

  #nodeOf(name: string): FileNode {
    const known = this.#nodes.get(name);
    if (known) return known;
    // A file that was removed before begins with nothing.
    const content = known === null || this.#isRemoved(name) ? '' : undefined;
    const node: FileNode = { names: [name], content, appended: [] };
    this.#nodes.set(name, node);
    return node;
  }

  #isRemoved(name: string): boolean {
    for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      if (this.#nodes.get(name.slice(0, at)) === null) return true;
    }
    return false;
  }
}

/** How long a file is without a last line that was cut. */
function endOfLines(descriptor: number): number {
  return readFileSync(descriptor).lastIndexOf(0x0a) + 1;
}

function withAppended(before: Buffer, { appended }: FileNode): Buffer {
  const [first] = appended;
  if (!first) return before;
  return Buffer.concat([before.subarray(0, first.offset), ...appended.map(({ text }) => Buffer.from(text))]);
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the folder of a file if it is not there; most are. */
function inFolder<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    return write();
  }
}

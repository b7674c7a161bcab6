/** The files that a person chose or dropped on the page, named by their path in the study. */

/** A file that a person chose or dropped, with its path below the study's folder. */
export interface ChosenFile {
  readonly name: string;
  readonly file: File;
}

/** What `radscore` writes into a study's folder; admission reads it, an inspection of the files alone does not. */
export const MANIFEST_FILE = 'manifest.json';

/** The files of an `<input webkitdirectory>`. */
export function filesOfInput(files: FileList): ChosenFile[] {
  return inOrder([...files].map((file) => ({ name: withoutFolder(file.webkitRelativePath || file.name), file })));
}

/** A dropped item; browsers that open it as a handle also do so for a page that lies on a disk. */
type DroppedItem = DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> };

/** The files below what was dropped: one folder is the study, several things lie in it. */
export async function filesOfDrop(items: DataTransferItemList): Promise<ChosenFile[]> {
  // The list is emptied as soon as the event is over: everything is taken from it first.
  const trees = await Promise.all(([...items] as DroppedItem[]).map(filesOfItem));
  const [only] = trees;
  const isOneFolder = trees.length === 1 && only.isFolder;
  const files = trees.flatMap((tree) => tree.files);
  return inOrder(isOneFolder ? files.map(({ name, file }) => ({ name: withoutFolder(name), file })) : files);
}

interface DroppedTree {
  readonly isFolder: boolean;
  readonly files: readonly ChosenFile[];
}

async function filesOfItem(item: DroppedItem): Promise<DroppedTree> {
  if (item.getAsFileSystemHandle) {
    const handle = await item.getAsFileSystemHandle();
    return { isFolder: handle?.kind === 'directory', files: handle ? await filesOfHandle(handle, handle.name) : [] };
  }
  const entry = item.webkitGetAsEntry();
  return { isFolder: entry?.isDirectory === true, files: entry ? await filesOfEntry(entry) : [] };
}

async function filesOfHandle(handle: FileSystemHandle, name: string): Promise<ChosenFile[]> {
  if (handle.kind === 'file') return [{ name, file: await (handle as FileSystemFileHandle).getFile() }];
  const files: ChosenFile[] = [];
  for await (const [child, own] of (handle as FileSystemDirectoryHandle).entries()) {
    files.push(...(await filesOfHandle(own, `${name}/${child}`)));
  }
  return files;
}

async function filesOfEntry(entry: FileSystemEntry): Promise<ChosenFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
    return [{ name: entry.fullPath.slice(1), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: ChosenFile[] = [];
  for (;;) {
    // A reader gives a hundred entries at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return files;
    for (const one of some) files.push(...(await filesOfEntry(one)));
  }
}

function withoutFolder(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}

/** As `radscore inspect` reads a folder: hidden files left out, by the code units of the paths. */
function inOrder(files: readonly ChosenFile[]): ChosenFile[] {
  const isHidden = (name: string): boolean => name.split('/').some((part) => part.startsWith('.'));
  return files.filter(({ name }) => !isHidden(name)).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

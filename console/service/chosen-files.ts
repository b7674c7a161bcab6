/** The files that a person chose or dropped on the page, named by their path in the study. */

/** A file that a person chose or dropped, with its path below the study's folder. */
export interface ChosenFile {
  readonly name: string;
  readonly file: File;
}

/** What `radscore` writes into a study's folder; admission reads it, an inspection of the files alone does not. */
export const MANIFEST_FILE = 'manifest.json';

/** What a person chose: the files of a folder, its name, and the folder as the browser finds it again, where it can. */
export interface ChosenFolder {
  readonly files: readonly ChosenFile[];
  /** Shown on this computer only. */
  readonly folder: string;
  readonly handle?: FileSystemDirectoryHandle;
}

/** The files of an `<input webkitdirectory>`, or of one that takes an archive. */
export function filesOfInput(files: FileList): ChosenFile[] {
  return inOrder([...files].map((file) => ({ name: withoutFolder(file.webkitRelativePath || file.name), file })));
}

/** The folder of an `<input webkitdirectory>`; of one that takes files, the name of the first. */
export function folderOfInput(files: FileList): ChosenFolder {
  const [first] = files;
  const folder = first ? (first.webkitRelativePath || first.name).split('/')[0] : '';
  return { files: filesOfInput(files), folder };
}

/** The files of a folder that the browser can find again. */
export async function folderOfHandle(handle: FileSystemDirectoryHandle): Promise<ChosenFolder> {
  const files = await filesOfHandle(handle, handle.name);
  return {
    files: inOrder(files.map(({ name, file }) => ({ name: withoutFolder(name), file }))),
    folder: handle.name,
    handle,
  };
}

/** What was dropped: to be called within the event, whose list is empty afterwards. */
export async function folderOfDrop(items: DataTransferItemList): Promise<ChosenFolder> {
  const [item, ...others] = [...items] as DroppedItem[];
  const entry = item?.webkitGetAsEntry();
  const folder = entry?.name ?? '';
  const handle = others.length === 0 ? item?.getAsFileSystemHandle?.() : undefined;
  const files = await filesOfDrop(items);
  const found = await handle?.catch(() => null);
  return { files, folder, ...(found?.kind === 'directory' && { handle: found as FileSystemDirectoryHandle }) };
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

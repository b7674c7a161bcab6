/** Files that were dropped on one page and are inspected on another. They stay in memory. */
import { signal } from '@preact/signals';
import { type ChosenFolder, folderOfDrop } from './chosen-files.ts';

/** What was dropped last, as it is being read; undefined once a page has taken it. */
export const dropped = signal<Promise<ChosenFolder> | undefined>(undefined);

/** Begins to read what was dropped: to be called within the event, whose list is empty afterwards. */
export function keepDropped(items: DataTransferItemList): void {
  dropped.value = folderOfDrop(items);
  // A failure is for the page that takes the files.
  dropped.value.catch(() => {});
}

/** Takes what was dropped, once. */
export function takeDropped(): Promise<ChosenFolder> | undefined {
  const files = dropped.peek();
  dropped.value = undefined;
  return files;
}

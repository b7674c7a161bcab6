/** Saves a file on this computer: what was answered or computed, nothing is sent for it. */

/** Offers the file to be saved, under a name that holds no more than pseudonyms. */
export function save(name: string, contents: Blob): void {
  const url = URL.createObjectURL(contents);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Downloads what a presigned URL of the store leads to: its answer says that it is a file, and under which name. */
export function saveFrom(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.click();
}

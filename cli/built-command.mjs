/** Finds the bundled command of a clone, if it was built from the very sources that lie here. */
// Plain JavaScript with nothing but Node's own modules: this check is part of every start. To import `node:fs` would load
// all that it exports, streams and read-line with it.
const { existsSync, readFileSync, statSync } = process.getBuiltinModule('node:fs');
const { join } = process.getBuiltinModule('node:path');

/** Where builds of a clone lie; `npm ci` removes them with the packages that they were bundled from. */
export const BUILT = join('node_modules', '.cache', 'radscore', 'command');

/** Names the newest build and the files it was made of. */
export const STAMP = 'current.json';

/**
 * The entry of the built command, or nothing if there is none or a source differs. A file whose size and times are those
 * of the build is taken as unchanged (`ctime` changes with every write and rename); any other is compared by its content.
 */
export function builtCommand(root) {
  let stamp;
  try {
    stamp = JSON.parse(readFileSync(join(root, BUILT, STAMP), 'utf8'));
  } catch {
    return undefined; // Never built, or just being built.
  }
  for (const [path, size, mtimeMs, ctimeMs, sha256] of stamp.inputs) {
    const file = join(root, path);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.size !== size) return undefined;
    if (found.mtimeMs === mtimeMs && found.ctimeMs === ctimeMs) continue;
    if (sha256Of(file) !== sha256) return undefined;
  }
  const entry = join(root, BUILT, stamp.folder, 'main.js');
  return existsSync(entry) ? entry : undefined;
}

/** Of a file's content, in hexadecimal digits. */
export function sha256Of(file) {
  // Loaded if a file has to be compared, not at every start.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** What tests of the workflows and of the local cloud let be written is kept, and searched when all have run. */
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PLANTED_TEXTS } from './identities.ts';

/** Set for the whole run by `test/planted/whole-suite.ts`. */
export const KEPT_FOLDER = 'RADSCORE_TEST_SAID';

/** Keeps a text for the search. Outside a run of the suite nothing is kept. */
export function keepText(name: string, text: string): void {
  const folder = process.env[KEPT_FOLDER];
  if (folder) appendFileSync(join(folder, `${process.pid}-${name}`), `${text}\n`);
}

/** Keeps every file below a folder but the bytes of uploaded objects, which are the studies themselves. */
export function keepFolder(name: string, folder: string): void {
  const kept = process.env[KEPT_FOLDER];
  if (!kept || !existsSync(folder)) return;
  const target = join(kept, `${process.pid}-${name}-${readdirSync(kept).length}`);
  mkdirSync(target);
  let count = 0;
  const walk = (path: string): void => {
    for (const entry of readdirSync(path)) {
      const inner = join(path, entry);
      if (!statSync(inner).isDirectory()) copyFileSync(inner, join(target, String(count++)));
      else if (entry !== 'bytes') walk(inner);
    }
  };
  walk(folder);
}

/** The form of a text inside base64, at each of three places where it may begin; its ends mix with what is beside it. */
function insideBase64(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${'\0'.repeat(offset)}${text}`)
      .toString('base64')
      .replace(/=+$/, '');
    return encoded.slice(offset === 0 ? 0 : 4, -2);
  });
}

/** Files below a folder that hold a planted text: as it is, in any case, or in base64. Its number is told, not the text. */
export function searchPlanted(folder: string): string[] {
  const wanted = PLANTED_TEXTS.map((text, index) => ({
    index,
    plain: text.toLowerCase(),
    encoded: text.length >= 9 ? insideBase64(text) : [],
  }));
  const found: string[] = [];
  const walk = (path: string): void => {
    for (const entry of readdirSync(path)) {
      const inner = join(path, entry);
      if (statSync(inner).isDirectory()) walk(inner);
      else {
        const content = readFileSync(inner, 'latin1');
        const lower = content.toLowerCase();
        for (const { index, plain, encoded } of wanted) {
          if (lower.includes(plain) || encoded.some((form) => content.includes(form))) {
            found.push(`${inner.slice(folder.length + 1)}: planted text ${index}`);
          }
        }
      }
    }
  };
  walk(folder);
  return found;
}

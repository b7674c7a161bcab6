/** Finds repeated keys in a JSON text. */

/**
 * Whether an object in a JSON text has the same key twice. `JSON.parse` keeps the last one and says nothing: a manifest
 * with two outcomes would mean either.
 *
 * @param json a text that `JSON.parse` accepts
 */
export function hasRepeatedKey(json: string): boolean {
  // Undefined stands for a list. A stack of its own: texts nest as deep as they like.
  const open: (Set<string> | undefined)[] = [];
  let isKey = false;
  for (let at = 0; at < json.length; at++) {
    switch (json[at]) {
      case '{':
        open.push(new Set());
        isKey = true;
        break;
      case '[':
        open.push(undefined);
        isKey = false;
        break;
      case '}':
      case ']':
        open.pop();
        isKey = false;
        break;
      case ',':
        isKey = open[open.length - 1] !== undefined;
        break;
      case '"': {
        const end = endOfString(json, at);
        const keys = open[open.length - 1];
        if (isKey && keys) {
          const key = JSON.parse(json.slice(at, end + 1)) as string;
          if (keys.has(key)) return true;
          keys.add(key);
        }
        isKey = false;
        at = end;
        break;
      }
    }
  }
  return false;
}

/** Place of the quote that ends a string. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
}

import type { Draw } from '../random.ts';

/** What JSON and YAML hold. */
export type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

const VALUES: readonly Tree[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  2,
  0.5,
  25,
  1e9,
  1e308,
  -1e308,
  1e-300,
  '',
  '1',
  '1.0',
  'nan',
  'x',
  '__proto__',
  'constructor',
  'toString',
  [],
  {},
  [1],
  [1, 2, 3],
  [[1]],
  ['a'],
  { a: 1 },
  'a'.repeat(5000),
  '../x',
  'ä\u0000',
  '2020-01-01',
];
const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  'x',
  'label',
  'Original',
  'setting',
  'path',
  'a'.repeat(300),
  '1',
];

const isMapping = (tree: Tree): tree is { [key: string]: Tree } =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree);

/** A tree with one value replaced, removed, added, doubled, or under another key. */
export function editTree(tree: Tree, draw: Draw): Tree {
  const isLeaf = typeof tree !== 'object' || tree === null || Object.keys(tree).length === 0;
  if (isLeaf || draw.chance(12)) return draw.of(VALUES);
  if (Array.isArray(tree)) {
    const at = draw.below(tree.length);
    if (draw.chance(60)) return tree.with(at, editTree(tree[at], draw));
    if (draw.chance(40)) return tree.filter((_, i) => i !== at);
    return draw.chance(80) ? [...tree, tree[at]] : Array.from({ length: 2000 }, () => tree[at]);
  }
  if (!isMapping(tree)) return tree;
  const entries = Object.entries(tree);
  const at = draw.below(entries.length);
  const [key, value] = entries[at];
  if (draw.chance(65)) entries[at] = [key, editTree(value, draw)];
  else if (draw.chance(30)) entries.splice(at, 1);
  else if (draw.chance(40)) entries.push([draw.of(KEYS), draw.of(VALUES)]);
  else if (draw.chance(50)) entries[at] = [draw.of(KEYS), value];
  else for (let i = 0; i < 1500; i++) entries.push([`${key}${i}`, 1]);
  return Object.fromEntries(entries);
}

import { type DicomTree, type Element, encodeTree, parseTree } from '../dicom-tree.ts';
import { type Edit, joined, latin1, latin1Of } from '../format.ts';
import { Draw } from '../random.ts';

const TEXTS = [
  '',
  '0',
  '1',
  '-1',
  '2',
  '1.5',
  'nan',
  '1e9',
  '1e-9',
  '99999999999',
  'x',
  '\\',
  '0\\0',
  '1\\2\\3',
  '1\\0\\0\\0\\1\\0',
  '0\\0\\0\\0\\0\\0',
  '-10\\5\\7',
  ' 3 ',
  '+4',
  '0x10',
  'ORIGINAL\\PRIMARY',
  'MONOCHROME1',
  'RGB',
  'LABELMAP',
  'FRACTIONAL',
  '1.2.840.10008.5.1.4.1.1.2',
  '1.2.840.10008.5.1.4.1.1.66.4',
  '\0',
  'ä',
];
const NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 32, 64, 255, 65535];

function newValue({ vr, value }: Element, draw: Draw): Uint8Array {
  if (vr === 'US' || vr === 'SS') {
    const bytes = value.slice();
    if (bytes.length < 2) return new Uint8Array([1, 0]);
    const view = new DataView(bytes.buffer);
    const before = view.getUint16(0, true);
    view.setUint16(0, draw.chance(40) ? Math.max(before + draw.of([-1, 1]), 0) : draw.of(NUMBERS), true);
    return bytes;
  }
  if (vr === 'OW' || vr === 'OB' || vr === 'UN' || vr === 'FD' || vr === 'UL' || vr === 'AT') {
    const bytes = value.slice();
    const how = draw.below(4);
    if (how === 0 && bytes.length > 0) bytes[draw.below(bytes.length)] ^= 1 << draw.below(8);
    if (how === 1) return bytes.slice(0, draw.below(bytes.length + 1) & ~1);
    if (how === 2) return joined(bytes, new Uint8Array(draw.of([2, 10, 60, 240])));
    if (how === 3) return joined(bytes, bytes.subarray(0, draw.below(bytes.length + 1) & ~1));
    return bytes;
  }
  const before = latin1Of(value);
  let text = draw.of(TEXTS);
  const numbers = [...before.matchAll(/-?\d+(\.\d+)?/g)];
  if (numbers.length > 0 && draw.chance(50)) {
    const { index, 0: found } = draw.of(numbers);
    const other = draw.of([
      String(Number(found) + 1),
      String(-Number(found)),
      '0',
      `${found}1`,
      String(Number(found) * 1.001),
    ]);
    text = before.slice(0, index) + other + before.slice(index + found.length);
  }
  return latin1(text.length % 2 ? `${text} ` : text);
}

type Change = (element: Element, draw: Draw) => readonly Element[];

const CHANGES: readonly Change[] = [
  (element, draw) => [{ ...element, value: newValue(element, draw), items: undefined }],
  (element, draw) => [{ ...element, value: newValue(element, draw), items: undefined }],
  (element, draw) => [{ ...element, value: newValue(element, draw), items: undefined }],
  () => [],
  (element, draw) => [element, { ...element, value: draw.chance(50) ? element.value : newValue(element, draw) }],
  (element) => [{ ...element, value: new Uint8Array(0), items: undefined }],
  (element, draw) => [{ ...element, vr: draw.of(['UN', 'OB', 'SQ', 'US', 'DS', 'IS', 'LO', 'ZZ', '\0\0']) }],
  (element, draw) => [
    { ...element, length: draw.of([0, 1, element.value.length + 2, 0xffff, 0xfffffffe, 0xffffffff]) },
  ],
  (element, draw) => [{ ...element, tag: element.tag + draw.of([-1, 1, 0x10000]) }],
  // Of a sequence: one item more, one less, another order, none.
  (element, draw) => {
    const { items } = element;
    if (!items || items.length === 0) return [{ ...element, value: newValue(element, draw) }];
    const at = draw.below(items.length);
    const others = items.filter((_, i) => i !== at);
    return [
      { ...element, items: draw.of([others, [...items, items[at]], [items[at], ...others], [...items].reverse(), []]) },
    ];
  },
];

/** Changes one element, at any depth; sequences are gone into more often than not. */
function changed(elements: readonly Element[], draw: Draw): readonly Element[] {
  if (elements.length === 0) return elements;
  // Pixel data and geometry stand behind what identifies: half of the changes begin there.
  const from = draw.chance(60) ? elements.findIndex(({ tag }) => tag >= 0x00180000) : 0;
  const at = Math.max(from, 0) + draw.below(elements.length - Math.max(from, 0));
  const element = elements[at];
  const { items } = element;
  if (items && items.length > 0 && draw.chance(75)) {
    const item = draw.below(items.length);
    const inner = items.map((one, i) => (i === item ? changed(one, draw) : one));
    return elements.with(at, { ...element, items: inner });
  }
  return [...elements.slice(0, at), ...draw.of(CHANGES)(element, draw), ...elements.slice(at + 1)];
}

const trees = new WeakMap<Uint8Array, DicomTree>();

function treeOf(bytes: Uint8Array): DicomTree | undefined {
  try {
    const known = trees.get(bytes) ?? parseTree(bytes);
    trees.set(bytes, known);
    return known;
  } catch {
    // Bytes that an earlier change has damaged.
    return undefined;
  }
}

/** The same change in one file, or in all files of a series. */
export function dicomEdit(isImplicit = false): Edit {
  return (input, draw) => {
    const [isEvery, at, seed] = [draw.chance(50), draw.below(input.length), draw.below(2 ** 31)];
    return input.map(({ name, bytes }, i) => {
      const tree = isEvery || i === at ? treeOf(bytes) : undefined;
      if (!tree) return { name, bytes };
      return { name, bytes: encodeTree({ ...tree, elements: changed(tree.elements, new Draw(seed)) }, isImplicit) };
    });
  };
}

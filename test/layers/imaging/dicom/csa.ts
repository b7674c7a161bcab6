/** A tag of a CSA header and the texts of its items. */
export interface CsaTag {
  readonly name: string;
  readonly vr: string;
  readonly vm: number;
  readonly items: readonly string[];
}

/** What a diffusion-weighted image has in it, in the order of a scanner: the b-value among others, six items each. */
export function diffusionTags(b: string): CsaTag[] {
  const items = (...texts: string[]): string[] => [...texts, ...Array<string>(6 - texts.length).fill('')];
  return [
    { name: 'EchoLinePosition', vr: 'IS', vm: 1, items: items('64') },
    { name: 'EchoColumnPosition', vr: 'IS', vm: 1, items: items('192') },
    { name: 'UsedChannelMask', vr: 'UL', vm: 1, items: [] },
    { name: 'ICE_Dims', vr: 'LO', vm: 1, items: items('X_1_1_1_1_1_1_1_1_1_1_1_277') },
    { name: 'B_value', vr: 'IS', vm: 1, items: b === '' ? [] : items(b) },
    { name: 'DiffusionDirectionality', vr: 'CS', vm: 1, items: items('DIRECTIONAL') },
  ];
}

/** The newer form; the older as GDCM reads it, and as SPM does: lengths count from the items of the first tag. */
export const CSA_FORMS = ['SV10', 'older', 'older, counting on'] as const;

export function encodeCsa(form: (typeof CSA_FORMS)[number], tags: readonly CsaTag[]): Uint8Array {
  const added = form === 'older, counting on' ? tags[0].items.length : 0;
  const head = form === 'SV10' ? [...ascii('SV10', 4), 4, 3, 2, 1] : [];
  const bytes = [...head, ...int32(tags.length), ...int32(77)];
  for (const { name, vr, vm, items } of tags) {
    bytes.push(...ascii(name, 64), ...int32(vm), ...ascii(vr, 4), ...int32(6), ...int32(items.length), ...int32(77));
    for (const item of items) {
      // With its ending zero; padded to four bytes.
      const length = item === '' ? 0 : item.length + 1;
      bytes.push(...int32(length + added), ...int32(length + added), ...int32(77), ...int32(length + added));
      for (const byte of ascii(item, Math.ceil(length / 4) * 4)) bytes.push(byte);
    }
  }
  return Uint8Array.from(bytes);
}

function ascii(text: string, length: number): number[] {
  return [...new TextEncoder().encode(text.padEnd(length, '\0'))];
}

function int32(value: number): number[] {
  return [...new Uint8Array(Int32Array.of(value).buffer)];
}

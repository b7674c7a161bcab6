/** How a property of a resource may be treated, and the refusal of those without a treatment. */

/** How the local cloud treats a property of a resource. What has no treatment is refused by name. */
export type Treatment =
  /** It has the effect that it has on AWS. */
  | { readonly kind: 'honoured' }
  /** It has no effect here, and the reason says why nobody misses it. */
  | { readonly kind: 'neutral'; readonly reason: string }
  /** Only values that pass: `wanted` says which. */
  | { readonly kind: 'only'; readonly wanted: string; readonly test: (value: unknown) => boolean }
  /** Each member has its own treatment; of a list, each element. */
  | { readonly kind: 'parts'; readonly parts: Parts };

export type Parts = Readonly<Record<string, Treatment>>;

export const honoured: Treatment = { kind: 'honoured' };

export function neutral(reason: string): Treatment {
  return { kind: 'neutral', reason };
}

/** One of these values, which then have the effect that they have on AWS. */
export function only(...values: readonly unknown[]): Treatment {
  const wanted = values.map((value) => JSON.stringify(value)).join(' or ');
  return { kind: 'only', wanted: `only ${wanted}`, test: (value) => values.includes(value) };
}

export function when(wanted: string, test: (value: unknown) => boolean): Treatment {
  return { kind: 'only', wanted, test };
}

export function parts(members: Parts): Treatment {
  return { kind: 'parts', parts: members };
}

/** What of `properties` cannot be honoured, each as `property X …`; empty if nothing. */
export function refusalsOf(properties: Readonly<Record<string, unknown>>, treatments: Parts, place = ''): string[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    const path = place === '' ? name : `${place}.${name}`;
    const treatment = Object.hasOwn(treatments, name) ? treatments[name] : undefined;
    if (!treatment) return [`property ${path} is not honoured by the local cloud`];
    if (treatment.kind === 'only' && !treatment.test(value)) {
      return [`property ${path} is ${JSON.stringify(value)}; the local cloud honours ${treatment.wanted}`];
    }
    if (treatment.kind !== 'parts') return [];
    return [value].flat().flatMap((part) => {
      if (typeof part === 'object' && part !== null) return refusalsOf({ ...part }, treatment.parts, path);
      return [`property ${path} is ${JSON.stringify(part)}; an object is wanted`];
    });
  });
}

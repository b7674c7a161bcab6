/** Reasons in words: what a code means and what to do, in the chosen language or else in English. */
import { signal } from '@preact/signals';
import { type Language, language } from './texts.ts';

export interface ReasonWords {
  readonly kind: 'refusal' | 'quarantine' | 'fault' | 'note' | 'abstention' | 'training' | 'publication';
  /** A sentence: what was found. */
  readonly meaning: string;
  /** A sentence: what to do. */
  readonly remedy: string;
  /** The language of the two sentences. */
  readonly language: Language;
}

type Catalogue = ReadonlyMap<string, ReasonWords>;

const catalogues = signal<Partial<Record<Language, Catalogue>>>({});
const asked = new Set<Language>();

/**
 * The words of a code. The catalogue is loaded when the first reason is shown: until then, and for a code that is newer
 * than this page, undefined.
 */
export function reasonWords(code: string): ReasonWords | undefined {
  if (!asked.has(language.value)) void loadReasons(language.value);
  return catalogues.value[language.value]?.get(code);
}

/** Loads the catalogue of a language; a failure is tried again with the next reason. */
export async function loadReasons(of: Language): Promise<void> {
  asked.add(of);
  try {
    const catalogue = new Map<string, ReasonWords>();
    for (const { code, kind, meaning, remedy } of (await import('./en/reasons.ts')).reasons)
      catalogue.set(code, { kind, meaning, remedy, language: 'en' });
    if (of === 'de') {
      for (const [code, [meaning, remedy]] of Object.entries((await import('./de/reasons.ts')).reasons)) {
        const known = catalogue.get(code);
        if (known) catalogue.set(code, { ...known, meaning, remedy, language: 'de' });
      }
    }
    catalogues.value = { ...catalogues.value, [of]: catalogue };
  } catch {
    asked.delete(of);
  }
}

/** The texts in the chosen language, one file for each; never put together from pieces. */
import { signal } from '@preact/signals';
import { en, type Texts } from './en/index.ts';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

export const language = signal<Language>('en');
const loaded = signal<Texts>(en);

/** The texts now; a component that calls it is drawn again when the language changes. */
export function t(): Texts {
  return loaded.value;
}

/** Chooses a language; other than English it is loaded when it is needed. */
export async function chooseLanguage(chosen: Language): Promise<void> {
  loaded.value = chosen === 'de' ? (await import('./de/index.ts')).de : en;
  language.value = chosen;
  document.documentElement.lang = chosen;
}

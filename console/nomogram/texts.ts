/** The texts of the page in the chosen language. They are no part of the console's own, which has no such page. */
import { nomogramPage as de } from '../texts/de/nomogram-page.ts';
import { nomogramPage as en } from '../texts/en/nomogram-page.ts';
import { language } from '../texts/texts.ts';

/** The texts now; a component that calls it is drawn again when the language changes. */
export function nomogramTexts(): typeof en {
  return language.value === 'de' ? de : en;
}

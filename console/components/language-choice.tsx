/** The choice of the language, in the foot of every page. */
import type { JSX } from 'preact';
import { chooseLanguage, LANGUAGES, language, t } from '../texts/texts.ts';

/** A choice that is applied at once. */
export function LanguageChoice(): JSX.Element {
  return (
    <span>
      <label class="sr" for="language">
        {t().shell.language}
      </label>
      <select
        class="input"
        id="language"
        value={language.value}
        onChange={({ currentTarget }) => void chooseLanguage(currentTarget.value as 'en' | 'de')}
      >
        {LANGUAGES.map((name) => (
          <option key={name} value={name}>
            {name === 'de' ? 'Deutsch' : 'English'}
          </option>
        ))}
      </select>
    </span>
  );
}

/** The shortcuts that work on every page. */
import { useEffect } from 'preact/hooks';
import { navigate } from '../service/location.ts';
import { may } from '../service/session.ts';
import { followKeys } from '../service/shortcuts.ts';

/** @param openHelp shows the table of keys */
export function useShortcuts(openHelp: () => void): void {
  useEffect(
    () =>
      followKeys([
        { keys: '/', act: focusSearch },
        { keys: '?', act: openHelp },
        { keys: 'g s', act: () => navigate('/studies') },
        { keys: 'g m', act: () => may('models:read') && navigate('/models') },
        { keys: 'n', act: () => may('studies:write') && navigate('/studies/new') },
      ]),
    [],
  );
}

function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('[data-search]');
  field?.focus();
  field?.select();
}

/** The keys of the console, and a switch for single letters. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { hasShortcuts, switchShortcuts } from '../service/shortcuts.ts';
import { t } from '../texts/texts.ts';
import { useModal } from './use-modal.ts';

/** A dialog: Esc closes it, and the focus returns to what opened it. */
export function KeyboardHelp({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const dialog = useModal();
  const id = useId();
  const texts = t().keyboard;
  return (
    <dialog ref={dialog} aria-labelledby={`${id}h`} onCancel={onClose}>
      <h2 id={`${id}h`}>{texts.title}</h2>
      <table class="plain">
        <caption class="sr">{texts.title}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.where}</th>
            <th scope="col">{texts.keys}</th>
          </tr>
        </thead>
        <tbody>
          {texts.places.map(({ where, keys }) => (
            <tr key={where}>
              <th scope="row">{where}</th>
              <td>
                <dl class="keys">
                  {keys.map(([pressed, meaning]) => (
                    <div key={pressed}>
                      <dt>
                        {pressed.split(' ').map((key) => (
                          <kbd key={key}>{key}</kbd>
                        ))}
                      </dt>
                      <dd>{meaning}</dd>
                    </div>
                  ))}
                </dl>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <label class="check">
        <input
          type="checkbox"
          checked={hasShortcuts.value}
          onChange={({ currentTarget: { checked } }) => switchShortcuts(checked)}
        />
        {texts.letters}
      </label>
      <div class="act">
        <button type="button" class="btn" onClick={onClose}>
          {texts.close}
        </button>
      </div>
    </dialog>
  );
}

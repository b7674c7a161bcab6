/** What stands above every page: the way past it for the keyboard, and the notice that is always in sight. */
import type { JSX } from 'preact';
import { t } from '../texts/texts.ts';
import { Icon } from './icon.tsx';

export function PageNotice({ isSynthetic }: { readonly isSynthetic: boolean }): JSX.Element {
  const { shell, strip } = t();
  return (
    <>
      <a class="skip" href="#main">
        {shell.skip}
      </a>
      <aside class="strip" aria-label={shell.notice}>
        <span>
          <b>{strip.researchUse}</b> {strip.notADevice}
        </span>
        {isSynthetic && (
          <span class="synthetic">
            <Icon name="synthetic" />
            {strip.synthetic}
          </span>
        )}
      </aside>
    </>
  );
}

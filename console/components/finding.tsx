/** A finding: what was found, why it matters, what repairs it; the code last and small. */
import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon.tsx';

export interface FindingProps {
  readonly tone: 'bad' | 'warn' | 'ok' | 'info';
  readonly icon?: IconName;
  readonly title: string;
  /** One paragraph: got, wanted. */
  readonly children?: ComponentChildren;
  /** Buttons: the repair first. */
  readonly actions?: ComponentChildren;
  /** The stable name of the reason, for searching. */
  readonly code?: string;
  readonly level?: 2 | 3;
}

const ICONS: Readonly<Record<FindingProps['tone'], IconName>> = {
  bad: 'cross',
  warn: 'triangle',
  ok: 'tick',
  info: 'info',
};

/** A finding with its buttons. */
export function Finding({
  tone,
  icon = ICONS[tone],
  title,
  children,
  actions,
  code,
  level = 3,
}: FindingProps): JSX.Element {
  const Heading = `h${level}` as const;
  return (
    <div class={`find ${tone}`}>
      <Icon name={icon} />
      <div>
        <Heading>{title}</Heading>
        {typeof children === 'string' ? <p>{children}</p> : children}
        {(actions || code) && (
          <div class="act">
            {actions}
            {code && <span class="code">{code}</span>}
          </div>
        )}
      </div>
    </div>
  );
}

/** The designed states of a view: loading, empty, no match, offline, without a scope, not found, failed. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ApiProblem } from '../api/problem.ts';
import { t } from '../texts/texts.ts';
import { Finding } from './finding.tsx';
import { Icon, type IconName } from './icon.tsx';

/** After 300 ms, in the shape of what comes: as many lines as it will have. */
export function Loading({ lines = 4 }: { readonly lines?: number }): JSX.Element {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="loading" role="status">
      <span class="sr">{t().states.loading}</span>
      {isLate && Array.from({ length: lines }, (_, k) => <span class="sk" key={k} aria-hidden="true" />)}
    </div>
  );
}

/** Nothing is there yet: what to do first. */
export function Empty({
  icon = 'folder',
  title,
  children,
  actions,
}: {
  readonly icon?: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly actions?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {typeof children === 'string' ? <p>{children}</p> : children}
      {actions && <div class="act">{actions}</div>}
    </div>
  );
}

/** What the service answered in place of the data: its sentence, and a way to try again. */
export function Failed({
  problem,
  again,
  level,
}: {
  readonly problem: ApiProblem;
  readonly again?: () => void;
  /** 2 if it stands in place of the whole page. */
  readonly level?: 2 | 3;
}): JSX.Element {
  const texts = t().states;
  const tone = problem.isOffline ? 'info' : problem.isMissingScope ? 'warn' : 'bad';
  const title = problem.isOffline ? texts.offline : problem.isMissingScope ? texts.missingScope : problem.title;
  return (
    <Finding
      tone={tone}
      icon={problem.isOffline ? 'offline' : undefined}
      title={title}
      code={problem.code}
      level={level}
      actions={
        again && (
          <button type="button" class="btn" onClick={again}>
            {texts.again}
          </button>
        )
      }
    >
      {problem.isOffline ? texts.offlineMore : problem.message}
    </Finding>
  );
}

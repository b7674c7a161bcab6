/** A reason as a finding: what was found, got and wanted, what to do, the code last. */
import type { ComponentChildren, JSX } from 'preact';
import { type ReasonWords, reasonWords } from '../texts/reasons.ts';
import { language, t } from '../texts/texts.ts';
import { Finding, type FindingProps } from './finding.tsx';
import type { IconName } from './icon.tsx';

export interface ReasonFindingProps {
  /** As the API gives it. */
  readonly reason: { readonly code: string; readonly message: string };
  /** What it is about, in front of the title: "T2". */
  readonly about?: string;
  /** Buttons: the repair first. */
  readonly actions?: ComponentChildren;
  readonly level?: 2 | 3;
  /** Further content below the remedy: pictures, places. */
  readonly children?: ComponentChildren;
}

const LOOKS: Readonly<Record<ReasonWords['kind'], readonly [FindingProps['tone'], IconName | undefined]>> = {
  refusal: ['bad', 'cross'],
  quarantine: ['bad', 'lock'],
  fault: ['bad', 'triangle'],
  note: ['info', undefined],
  abstention: ['warn', undefined],
  training: ['warn', undefined],
  publication: ['info', undefined],
};

/** A reason in words. A code that this page does not know keeps the message of the service. */
export function ReasonFinding({ reason, about, actions, level, children }: ReasonFindingProps): JSX.Element {
  const words = reasonWords(reason.code);
  const [tone, icon] = LOOKS[words?.kind ?? 'refusal'];
  const meaning = words?.meaning ?? t().reasons.unknown;
  return (
    <Finding
      tone={tone}
      icon={icon}
      level={level}
      code={reason.code}
      actions={actions}
      title={about === undefined ? meaning : t().reasons.about(about, meaning)}
    >
      <p lang={otherLanguage('en')}>{reason.message}</p>
      {words && <p lang={otherLanguage(words.language)}>{words.remedy}</p>}
      {children}
    </Finding>
  );
}

/** The language of a text, if it is not that of the page: a screen reader has to know it. */
export function otherLanguage(of: 'en' | 'de'): string | undefined {
  return of === language.value ? undefined : of;
}

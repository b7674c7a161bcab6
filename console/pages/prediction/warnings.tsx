/** What an answer is to be read with: by code, in words, with what to do; equal ones together. */
import type { JSX } from 'preact';
import type { Reason } from '../../api/state-of-study.ts';
import { Finding } from '../../components/finding.tsx';
import { otherLanguage } from '../../components/reason-finding.tsx';
import { reasonWords } from '../../texts/reasons.ts';
import { t } from '../../texts/texts.ts';
import type { Prediction, Study } from './asking.ts';

/** Codes that the rest of the view says already: the strip, or the card of what is missing. */
const SAID = new Set(['synthetic-model']);
/** Codes that only inform. */
const QUIET = new Set(['phase-chosen', 'imputed', 'clinical-undeclared', 'synthetic-model']);

interface Kind {
  readonly code: string;
  readonly messages: readonly string[];
}

/** Warnings of the answer, of the images, and of the clinical values, those of one code together. */
export function kindsOf(study: Study, answer: Prediction): Kind[] {
  const all: Reason[] = [...answer.warnings, ...(study.clinicalNotes ?? []), ...(study.warnings ?? [])];
  const codes = [...new Set(all.map(({ code }) => code))];
  return codes.map((code) => ({
    code,
    messages: [...new Set(all.filter((one) => one.code === code).map(({ message }) => message))],
  }));
}

/** A finding for each kind. */
export function Warnings({
  study,
  answer,
}: {
  readonly study: Study;
  readonly answer: Prediction;
}): JSX.Element | null {
  const kinds = kindsOf(study, answer).filter(({ code }) => !SAID.has(code) || study.dataOrigin !== 'synthetic');
  const texts = t().predictionPage.warnings;
  if (kinds.length === 0) return null;
  return (
    <section class="stack" aria-label={kinds.length === 1 ? texts.one : texts.heading}>
      {kinds.map((kind) => (
        <Warning key={kind.code} {...kind} />
      ))}
    </section>
  );
}

/** More of a kind are counted, not listed. */
const SHOWN = 2;

function Warning({ code, messages }: Kind): JSX.Element {
  const texts = t().predictionPage.warnings;
  const own = Object.hasOwn(texts.texts, code) ? texts.texts[code] : undefined;
  const known = reasonWords(code);
  const title = own?.title ?? known?.meaning ?? texts.fallback.title;
  const remedy = own?.remedy ?? known?.remedy ?? texts.fallback.remedy;
  const more = messages.length - SHOWN;
  return (
    <Finding tone={QUIET.has(code) ? 'info' : 'warn'} title={title} code={code} level={2}>
      {messages.slice(0, SHOWN).map((message) => (
        <p key={message} lang={otherLanguage('en')}>
          {message}
        </p>
      ))}
      {more > 0 && <p>{texts.more(more)}</p>}
      {remedy && <p>{remedy}</p>}
    </Finding>
  );
}

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
  const isLong = kinds.length > MOST_ON_PAPER;
  return (
    <section class="stack warnings" aria-label={kinds.length === 1 ? texts.one : texts.heading}>
      {kinds.map((kind) => (
        <div key={kind.code} class={isLong ? 'noprint' : undefined}>
          <Warning {...kind} />
        </div>
      ))}
      {isLong && (
        <ul class="print-only">
          {kinds.map(({ code }) => (
            <li key={code}>
              {wordsOf(code).title} <span class="code">{code}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** More kinds than these are a list of their titles on paper: the report has two pages. */
const MOST_ON_PAPER = 4;

function wordsOf(code: string): { readonly title: string; readonly remedy: string } {
  const texts = t().predictionPage.warnings;
  const own = Object.hasOwn(texts.texts, code) ? texts.texts[code] : undefined;
  const known = reasonWords(code);
  return {
    title: own?.title ?? known?.meaning ?? texts.fallback.title,
    remedy: own?.remedy ?? known?.remedy ?? texts.fallback.remedy,
  };
}

/** More of a kind are counted, not listed. */
const SHOWN = 2;

function Warning({ code, messages }: Kind): JSX.Element {
  const texts = t().predictionPage.warnings;
  const { title, remedy } = wordsOf(code);
  const more = messages.length - SHOWN;
  return (
    <Finding tone={QUIET.has(code) ? 'info' : 'warn'} title={title} code={code} level={2}>
      {messages.slice(0, SHOWN).map((message, k) => (
        <p key={message} lang={otherLanguage('en')} class={k > 0 ? 'noprint' : undefined}>
          {message}
        </p>
      ))}
      {more > 0 && <p>{texts.more(more)}</p>}
      {remedy && <p class="noprint">{remedy}</p>}
    </Finding>
  );
}

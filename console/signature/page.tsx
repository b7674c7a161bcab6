/** The page of a published signature: typed values or images in, the published score out; it can reach nothing. */
import { featureKey, type SignatureScore, scoreSignature } from '@radscore/pipeline/signatures';
import { type JSX, render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { AnswerCard } from './answer-card.tsx';
import { type CarriedSignature, carriedSignature } from './carried-signature.ts';
import { FieldsCard } from './fields-card.tsx';
import { ImagesCard } from './images-card.tsx';
import { SharesCard } from './shares-card.tsx';
import { SourceCard } from './source-card.tsx';
import type { Typed } from './typed-values.ts';

function Page({ carried }: { readonly carried: CarriedSignature }): JSX.Element {
  const [typed, setTyped] = useState<Typed>({});
  const { signature } = carried;
  const answer = useMemo(() => answerOf(carried, typed), [carried, typed]);
  const put = (values: Typed): void => setTyped((before) => ({ ...before, ...values }));
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <aside class="strip" aria-label="Notice">
        <span>
          <b>Research use only.</b> Not a medical device.
        </span>
        {signature.coefficients === 'made up' && (
          <span class="synthetic">Made-up coefficients: an example, of no study</span>
        )}
      </aside>
      <main id="main" tabIndex={-1}>
        <div class="head">
          <div>
            <h1>{signature.title}</h1>
            <p class="facts">
              <span>
                A published signature, imported from its publication: nothing of it was fitted or validated here.
              </span>
            </p>
          </div>
        </div>
        <div class="g-main">
          <div class="stack">
            <FieldsCard carried={carried} typed={typed} put={put} />
            <ImagesCard carried={carried} put={put} />
            {typeof answer !== 'string' && <SharesCard answer={answer} />}
          </div>
          <aside class="stack">
            <div class="sticky stack">
              <AnswerCard carried={carried} answer={answer} />
              <SourceCard carried={carried} />
            </div>
          </aside>
        </div>
      </main>
      <footer class="foot">
        <span>
          Everything happens on this computer: the page's policy lets it load and send nothing. Research use only. Not a
          medical device.
        </span>
      </footer>
    </>
  );
}

/** The score, or why there is none yet. */
function answerOf({ signature, open, part }: CarriedSignature, typed: Typed): SignatureScore | string {
  const features: Record<string, number> = {};
  const missing: string[] = [];
  for (const feature of signature.radScore.features ?? []) {
    const key = featureKey(feature);
    const text = (typed[key] ?? '').trim();
    if (text === '') missing.push(key);
    else if (!Number.isFinite(Number(text))) return `Got "${text}" for ${key}; wanted a number with a decimal point.`;
    else features[key] = Number(text);
  }
  if (missing.length > 0)
    return `Wanted: a value of ${missing.length === 1 ? missing[0] : `${missing.length} features`}.`;
  const terms = signature.nomogram === 'none' ? [] : (signature.nomogram?.terms ?? []);
  const clinical = terms.flatMap((term): [string, string][] =>
    'name' in term && (typed[term.name] ?? '').trim() !== '' ? [[term.name, typed[term.name].trim()]] : [],
  );
  try {
    return scoreSignature({ signature, open }, { features, clinical: Object.fromEntries(clinical) }, part);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const root = document.getElementById('app') as HTMLElement;
const carried = carriedSignature();
if (carried) {
  document.title = `${carried.signature.name} · Radscore`;
  render(<Page carried={carried} />, root);
} else {
  render(
    <p role="alert">This page carries no signature: write it with `radscore signature page FILE.yaml -o page.html`.</p>,
    root,
  );
}

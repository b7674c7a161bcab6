/** The receipt of the examination for identity: places and counts, never values. */
import type { JSX } from 'preact';
import { Pill } from '../../../components/status.tsx';
import { useAnswer } from '../../../service/asking.ts';
import { moment, whole } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import { askReceipt, type Study } from '../data/study-data.ts';
import { shortHash } from './short-hash.ts';

/** Nothing is there before the files were examined; then the card says so. */
export function ReceiptCard({ study }: { readonly study: Study }): JSX.Element {
  const texts = t().study.receipt;
  // Asked for when there is one: before that the service would answer 404.
  const isExamined = study.receipt !== undefined;
  const { answer } = useAnswer(
    `${study.studyId} ${study.manifestHash ?? ''} ${study.status} ${isExamined}`,
    async () => (isExamined ? askReceipt(study.studyId) : undefined),
  );
  const { data, problem } = answer.value;
  const isClean = data?.verdict === 'clean';
  return (
    <section class="card">
      <h2>{texts.heading}</h2>
      {!data && <p class="small dim">{problem || !isExamined ? texts.none : t().states.loading}</p>}
      {data && (
        <>
          <p>
            <Pill tone={isClean ? 'ok' : 'bad'} icon={isClean ? 'tick' : 'lock'}>
              {isClean ? texts.clean : texts.quarantine}
            </Pill>
          </p>
          <dl class="kv gap">
            <dt>{texts.examined}</dt>
            <dd>{texts.filesAt(whole(data.files), moment(data.examinedAt))}</dd>
            <dt>{texts.profile}</dt>
            <dd>{data.profile}</dd>
            <dt>{texts.declared}</dt>
            <dd>{data.options.length > 0 ? data.options.join(', ') : texts.notDeclared}</dd>
            <dt>{texts.unlisted}</dt>
            <dd>{texts.files(whole(data.unlisted.files))}</dd>
            <dt>{texts.manifest}</dt>
            <dd class="mono xs">{shortHash(data.manifestHash)}</dd>
          </dl>
          {data.findings.length > 0 && (
            <>
              <h3 class="gap">{texts.places}</h3>
              <ul class="dots small">
                {data.findings.map(({ code, where, file, files, remedy }) => (
                  <li key={`${code} ${where} ${file}`}>
                    <b>{where}</b> {texts.inFiles(whole(files), file)} {remedy} <span class="code">{code}</span>
                  </li>
                ))}
              </ul>
              {data.more > 0 && <p class="small dim">{texts.more(whole(data.more))}</p>}
            </>
          )}
        </>
      )}
    </section>
  );
}

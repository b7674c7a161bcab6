/** How many requests were made since the folder was dropped: none is what the page is for. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { whole } from '../texts/numbers.ts';
import { t } from '../texts/texts.ts';
import type { SeenRequest } from './requests.ts';

/** @param byWorkers requests that the engine's workers made */
export function RequestsBanner({
  seen,
  byWorkers,
  files,
}: {
  readonly seen: readonly SeenRequest[];
  readonly byWorkers: number;
  /** Open in this page. */
  readonly files: number;
}): JSX.Element {
  const texts = t().score;
  const [isOpen, setOpen] = useState(false);
  const count = seen.length + byWorkers;
  return (
    <>
      <div class="banner" role="status">
        <Icon name="screen" />
        <span>
          <b id="requests-made">{count === 1 ? texts.oneRequest : texts.requests(whole(count))}</b>{' '}
          {files > 0 ? `${texts.since} ${texts.filesOpen(whole(files))}` : texts.sinceStart}
        </span>
        <button type="button" class="btn slim act" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {texts.howToCheck}
        </button>
      </div>
      {isOpen && (
        <section class="card">
          <ul class="small">
            {texts.check.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {seen.length > 0 && (
            <>
              <h3>{texts.requestList}</h3>
              <ul class="small mono">
                {seen.map(({ address, by }, k) => (
                  <li key={k}>{`${by} ${address}`}</li>
                ))}
              </ul>
            </>
          )}
        </section>
      )}
    </>
  );
}

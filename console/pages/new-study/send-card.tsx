/** What will be sent and what stays, what is still open, and the button that sends. */
import type { LeftOutFiles } from '@radscore/imaging';
import type { JSX } from 'preact';
import { Icon } from '../../components/icon.tsx';
import { institution } from '../../service/session.ts';
import { bytes, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { chosen, corrections, fields, sentFiles } from './draft-store.ts';
import { clinicalFrom, type OpenPoint, type Protocol } from './form.ts';

export interface SendCardProps {
  readonly protocol?: Protocol;
  readonly leftOut: readonly LeftOutFiles[];
  readonly open: readonly OpenPoint[];
  readonly onSend: () => void;
  readonly isBusy: boolean;
}

export function SendCard({ protocol, leftOut, open, onSend, isBusy }: SendCardProps): JSX.Element {
  const texts = t().newStudy.sending;
  const files = sentFiles.value;
  const size = files.reduce((sum, { file }) => sum + file.size, 0);
  const staying = (chosen.value?.files.length ?? 0) - files.length;
  const { parts } = texts;
  const clinical = protocol ? Object.keys(clinicalFrom(protocol, fields.value.clinical).clinical) : [];
  const labels = clinical.map((name) => protocol?.clinical.find((one) => one.name === name)?.label ?? name);
  const said = [
    parts.sequences,
    parts.regions,
    ...labels,
    ...(Object.keys(corrections.value.repairs).length > 0 ? [parts.repairs] : []),
    ...(fields.value.outcome === '' ? [] : [parts.outcome]),
  ];
  const isOpen = open.length > 0;
  return (
    <section class="card">
      <h2>{texts.title}</h2>
      <ul class="ticks">
        <li class="ok">
          <Icon name="tick" />
          <span>{texts.files(whole(files.length), bytes(size))}</span>
        </li>
        <li class="ok">
          <Icon name="tick" />
          <span>{texts.manifest(said.join(', '))}</span>
        </li>
        {staying > 0 && (
          <li class="no">
            <Icon name="none" />
            <div>
              {texts.stays(whole(staying))}
              {leftOut.length > 0 && (
                <details>
                  <summary>{texts.which}</summary>
                  <ul class="plain-list small">
                    {leftOut.map(({ folder, files: count, why }) => (
                      <li key={`${folder} ${why}`} class="break">
                        {texts.leftOut(folder, whole(count), why)}
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </div>
          </li>
        )}
        <li class="no">
          <Icon name="none" />
          <span>{texts.folderStays}</span>
        </li>
      </ul>
      <p class="small dim gap">{texts.to(institution.value, fields.value.protocol)}</p>
      <div class="stack gap">
        <button
          type="button"
          class="btn primary big"
          aria-disabled={isOpen || isBusy}
          aria-describedby="send-open"
          onClick={() => {
            if (!isOpen && !isBusy) onSend();
          }}
        >
          {texts.button}
        </button>
        <p class="small" id="send-open" role="status">
          {isOpen && (
            <>
              <b>{texts.open(open.length)}</b> {open.map(inWords).join('; ')}.
            </>
          )}
        </p>
        <a class="small" href="/score">
          {texts.instead}
        </a>
      </div>
    </section>
  );
}

function inWords(point: OpenPoint): string {
  const texts = t().newStudy.open;
  return 'label' in point ? texts[point.what](point.label) : texts[point.what];
}

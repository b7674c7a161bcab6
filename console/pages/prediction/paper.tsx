/** What stands at the top and the foot of each printed page: the notice, and of which answer the page is. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../components/icon.tsx';
import { moment } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import type { Prediction, Study } from './asking.ts';

/** A view that is printed as a report: its pages have the strip at the top, and at the foot of which answer they are. */
export function Paper({
  study,
  model,
  answer,
  children,
}: {
  readonly study: Study;
  readonly model: Prediction['model'];
  readonly answer?: Pick<Prediction, 'engineVersion' | 'settingsHash'>;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="paper">
      <PaperStrip synthetic={study.dataOrigin === 'synthetic' || model.dataOrigin === 'synthetic'} />
      <PaperFoot study={study} model={model} answer={answer} />
      <div class="paper-body">{children}</div>
    </div>
  );
}

/** The strip of a printed page. On screen the shell has its own. */
function PaperStrip({ synthetic }: { readonly synthetic: boolean }): JSX.Element {
  const texts = t().strip;
  return (
    <div class="paper-strip">
      <p>
        <b>Radscore</b>
        <span>
          <b>{texts.researchUse}</b> {texts.notADevice}
        </span>
        {synthetic && (
          <span class="synthetic">
            <Icon name="synthetic" />
            {texts.synthetic}
          </span>
        )}
      </p>
    </div>
  );
}

/** Study, version, engine, settings and time. */
function PaperFoot({
  study,
  model,
  answer,
}: {
  readonly study: Study;
  readonly model: Prediction['model'];
  readonly answer?: Pick<Prediction, 'engineVersion' | 'settingsHash'>;
}): JSX.Element {
  const { report, model: words } = t().predictionPage;
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const onPrint = (): void => setNow(new Date());
    addEventListener('beforeprint', onPrint);
    return () => removeEventListener('beforeprint', onPrint);
  }, []);
  const engine = answer?.engineVersion ?? study.engineVersion ?? '–';
  const settings = answer?.settingsHash ?? study.settingsHash ?? '–';
  return (
    <div class="paper-foot">
      <p>
        <span>{report.line(study.studyId, words.named(`${model.owner}~${model.name}`, model.version), engine)}</span>
        <span>{report.settingsLine(settings.slice(0, 12), moment(now.toISOString()))}</span>
      </p>
    </div>
  );
}

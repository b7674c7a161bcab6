/** Sharing and promotion of a line: changed only if nobody changed the line since it was read. */
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { dataOf } from '../../../api/client.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { Finding } from '../../../components/finding.tsx';
import { Failed } from '../../../components/states.tsx';
import { api } from '../../../service/service.ts';
import { t } from '../../../texts/texts.ts';
import type { LineData } from '../line/line-data.ts';

/** What came of saving. */
export type Said = { readonly saved: true } | { readonly problem: ApiProblem };

/** The form begins again with each revision of the line; what was said of the last one outlives it. */
export function SettingsForm({
  data,
  again,
  said,
  say,
}: {
  readonly data: LineData;
  readonly again: () => Promise<void>;
  readonly said?: Said;
  readonly say: (said: Said) => void;
}): JSX.Element {
  const texts = t().models.settings;
  const id = useId();
  const { line, mayChange, reference } = data;
  const [shared, setShared] = useState(line.settings.shared);
  const [promotion, setPromotion] = useState(line.settings.promotion);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const path = { name: reference };
      // The tag is of the line as this form was filled from it: another revision since then is a conflict.
      const now = await api().GET('/v1/models/{name}', { params: { path } });
      if ((await dataOf(Promise.resolve(now))).revision !== line.revision) {
        throw new ApiProblem(412, { code: 'precondition-failed', title: texts.changed, detail: texts.changed });
      }
      const tag = now.response.headers.get('etag') ?? undefined;
      await dataOf(
        api().PUT('/v1/models/{name}/settings', {
          params: { path, header: tag === undefined ? {} : { 'if-match': tag } },
          body: { ...line.settings, shared, promotion },
        }),
      );
      say({ saved: true });
    } catch (error) {
      say({ problem: error instanceof ApiProblem ? error : new ApiProblem(-1, { title: String(error) }) });
    }
    await again();
  };
  const choice = (name: string, value: string, isChosen: boolean, words: string, choose: () => void): JSX.Element => (
    <label class="check">
      <input
        type="radio"
        name={`${id}${name}`}
        value={value}
        checked={isChosen}
        disabled={!mayChange}
        onChange={choose}
      />
      {words}
    </label>
  );
  return (
    <form class="card stack" onSubmit={save} aria-labelledby={`${id}h`}>
      <h2 id={`${id}h`}>{texts.title}</h2>
      <fieldset class="stack">
        <legend class="label">{texts.sharing}</legend>
        {choice('shared', 'members', !shared, texts.shareMembers, () => setShared(false))}
        {choice('shared', 'everyone', shared, texts.shareEveryone, () => setShared(true))}
      </fieldset>
      <fieldset class="stack">
        <legend class="label">{texts.promotion}</legend>
        {choice('promotion', 'automatic', promotion === 'automatic', texts.automatic, () => setPromotion('automatic'))}
        {choice('promotion', 'manual', promotion === 'manual', texts.manual, () => setPromotion('manual'))}
      </fieldset>
      <div role="status">
        {said && ('saved' in said ? <Finding tone="ok" title={texts.saved} /> : <Failed problem={said.problem} />)}
      </div>
      {mayChange ? (
        <div class="row">
          <button type="submit" class="btn primary">
            {texts.save}
          </button>
        </div>
      ) : (
        <p class="small dim">{texts.readOnly}</p>
      )}
    </form>
  );
}

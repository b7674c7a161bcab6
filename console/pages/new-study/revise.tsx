/** The manifest of a study that is there, corrected and sent alone: its files stay as they are. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ApiProblem } from '../../api/problem.ts';
import { Failed, Loading } from '../../components/states.tsx';
import { useAnswer } from '../../service/asking.ts';
import { navigate } from '../../service/location.ts';
import { t } from '../../texts/texts.ts';
import { ClinicalFields } from './clinical-fields.tsx';
import { type RepairName, SEQUENCES, type SequenceName } from './draft.ts';
import { clinicalFrom, type Fields } from './form.ts';
import { type Revision, revised, sendManifest, storedManifest } from './revision.ts';
import { useProtocol } from './use-protocol.ts';

/** Repairs, sequences and clinical values of the manifest that the service has. */
export function Revise({ studyId }: { readonly studyId: string }): JSX.Element {
  const texts = t().newStudy.revise;
  const { answer, again } = useAnswer(`manifest ${studyId}`, () => storedManifest(studyId));
  const { data, problem } = answer.value;
  return (
    <>
      <section class="card">
        <h2>{texts.title}</h2>
        <p class="lead">{texts.lead}</p>
        {problem ? (
          problem.status === 404 || problem.status === 409 ? (
            <p>
              {texts.notThere} {texts.notThereMore}
            </p>
          ) : (
            <Failed problem={problem} again={() => void again()} />
          )
        ) : data ? (
          <RevisionForm studyId={studyId} stored={data} />
        ) : (
          <Loading lines={3} />
        )}
      </section>
      <p>{texts.or}</p>
    </>
  );
}

function RevisionForm({
  studyId,
  stored,
}: {
  readonly studyId: string;
  readonly stored: Awaited<ReturnType<typeof storedManifest>>;
}): JSX.Element {
  const texts = t().newStudy;
  const { answer } = useProtocol(stored.protocol);
  const protocol = answer.value.data;
  const before = Object.fromEntries(
    Object.entries(stored.clinical ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const [revision, setRevision] = useState<Revision>({ repairs: {}, leftOut: [] });
  const [typed, setTyped] = useState<Fields['clinical']>(before);
  const [problem, setProblem] = useState<ApiProblem>();
  const [isBusy, setBusy] = useState(false);
  const read = protocol && clinicalFrom(protocol, typed);
  const next = revised(stored, { ...revision, ...(read && { clinical: read.clinical }) });
  const isChanged = JSON.stringify(next) !== JSON.stringify(stored);
  const canSend = isChanged && !isBusy && read?.wrong.length === 0 && Object.keys(next.sequences).length > 0;
  const send = async (): Promise<void> => {
    if (!canSend) return;
    setBusy(true);
    try {
      await sendManifest(next);
      navigate(`/studies/${encodeURIComponent(studyId)}`);
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : new ApiProblem(-1, { title: String(error) }));
      setBusy(false);
    }
  };
  return (
    <div class="stack">
      <div class="scroll">
        <table>
          <caption class="sr">{texts.revise.title}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.revise.sequence}</th>
              <th scope="col">{texts.revise.repair}</th>
              <th scope="col">{texts.revise.use}</th>
            </tr>
          </thead>
          <tbody>
            {SEQUENCES.filter((name) => stored.sequences[name]).map((name) => (
              <SequenceRow
                key={name}
                name={name}
                repair={revision.repairs[name] ?? stored.sequences[name]?.repair}
                isUsed={!revision.leftOut.includes(name)}
                onRepair={(repair) => setRevision({ ...revision, repairs: { ...revision.repairs, [name]: repair } })}
                onUse={(isUsed) =>
                  setRevision({
                    ...revision,
                    leftOut: isUsed ? revision.leftOut.filter((one) => one !== name) : [...revision.leftOut, name],
                  })
                }
              />
            ))}
          </tbody>
        </table>
      </div>
      {protocol && <ClinicalFields protocol={protocol} typed={typed} onChange={setTyped} />}
      {problem && <Failed problem={problem} />}
      <div class="act">
        <button type="button" class="btn primary" aria-disabled={!canSend} onClick={() => void send()}>
          {texts.revise.button}
        </button>
        {!isChanged && <span class="small dim">{texts.revise.nothing}</span>}
      </div>
    </div>
  );
}

const REPAIRS = ['relabel', 'flip-to-lps', 'reorder', 'resample-to-image'] as const satisfies readonly RepairName[];

function SequenceRow({
  name,
  repair,
  isUsed,
  onRepair,
  onUse,
}: {
  readonly name: SequenceName;
  readonly repair?: RepairName | 'none';
  readonly isUsed: boolean;
  readonly onRepair: (repair: RepairName | 'none') => void;
  readonly onUse: (isUsed: boolean) => void;
}): JSX.Element {
  const texts = t().newStudy;
  const label = t().sequence[name];
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>
        <select
          class="input"
          aria-label={`${texts.revise.repair}, ${label}`}
          value={repair ?? 'none'}
          disabled={!isUsed}
          onChange={({ currentTarget }) => onRepair(currentTarget.value as RepairName | 'none')}
        >
          <option value="none">{texts.revise.noRepair}</option>
          {REPAIRS.map((one) => (
            <option key={one} value={one}>
              {texts.repairs[one]}
            </option>
          ))}
        </select>
      </td>
      <td>
        <input
          type="checkbox"
          aria-label={`${texts.revise.use}, ${label}`}
          checked={isUsed}
          onChange={({ currentTarget }) => onUse(currentTarget.checked)}
        />
      </td>
    </tr>
  );
}

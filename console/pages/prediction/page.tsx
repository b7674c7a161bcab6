/** The page of the prediction of a study: asks, and shows the answer or why there is none. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Finding } from '../../components/finding.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { useAnswer, WHILE_RUNNING } from '../../service/asking.ts';
import { query } from '../../service/location.ts';
import { api, showsSynthetic } from '../../service/service.ts';
import { may } from '../../service/session.ts';
import { moment } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { Abstention } from './abstention.tsx';
import { type Asked, askPrediction, type Explained, explain } from './asking.ts';
import { NoAnswerYet } from './no-answer.tsx';
import { Report } from './report.tsx';
import { StudyHead } from './study-head.tsx';

const MODELS = 'models:read';

/** `/studies/{id}/prediction`, of the promoted version or of the one that `?version=` names. */
export default function Prediction({ id }: Readonly<Record<string, string>>): JSX.Element {
  const studyId = id ?? '';
  const version = query('version');
  const { answer, again } = useAnswer(
    `prediction ${studyId} ${version ?? ''}`,
    () => askPrediction(api(), studyId, version, may(MODELS)),
    (asked) => (isComing(asked) ? WHILE_RUNNING : undefined),
  );
  const { data, problem, at } = answer.value;
  const isSynthetic = data !== undefined && isOfSynthetic(data);
  useEffect(() => {
    showsSynthetic.value = isSynthetic;
    return () => {
      showsSynthetic.value = false;
    };
  }, [isSynthetic]);
  const texts = t().predictionPage;
  if (!data) {
    return (
      <>
        <PageHeading name={texts.ofStudy(studyId)}>{studyId}</PageHeading>
        {problem?.status === 404 || problem?.status === 410 ? (
          <NotFound />
        ) : problem ? (
          <Failed problem={problem} again={again} />
        ) : (
          <Loading lines={8} />
        )}
      </>
    );
  }
  return (
    <>
      {problem && (
        <div class="noprint">
          <Failed problem={problem} again={again} />
          {at !== undefined && <p class="small dim">{texts.states.kept(moment(new Date(at).toISOString()))}</p>}
        </div>
      )}
      <Known asked={data} again={again} version={version} />
    </>
  );
}

/** Whether an answer comes by itself. */
function isComing(asked: Asked | undefined): boolean {
  return asked?.study.status === 'analysing' || asked?.study.status === 'awaiting-upload';
}

function isOfSynthetic({ study, answer }: Asked): boolean {
  return study.dataOrigin === 'synthetic' || answer?.model.dataOrigin === 'synthetic';
}

function Known({
  asked,
  again,
  version,
}: {
  readonly asked: Asked;
  readonly again: () => Promise<void>;
  readonly version: string | undefined;
}): JSX.Element {
  const { study, answer } = asked;
  const { name, version: answering } = answer?.model ?? {};
  const explained = useAnswer<Explained>(`explained ${study.studyId} ${name} ${answering} ${study.manifestHash}`, () =>
    explain(api(), asked, may(MODELS)),
  );
  const { data = {}, problem } = explained.answer.value;
  if (!answer) {
    return (
      <>
        <StudyHead study={study} />
        <NoAnswerYet study={study} none={asked.none} version={version} />
      </>
    );
  }
  if ('abstained' in answer) {
    return <Abstention study={study} answer={answer} />;
  }
  const isWaiting = explained.answer.value.data === undefined && problem === undefined;
  return <Report study={study} answer={answer} explained={data} isWaiting={isWaiting} again={again} />;
}

function NotFound(): JSX.Element {
  const { notFound, notFoundMore, toStudies } = t().predictionPage.states;
  return (
    <Finding
      tone="warn"
      title={notFound}
      level={2}
      actions={
        <a class="btn primary" href="/studies">
          {toStudies}
        </a>
      }
    >
      {notFoundMore}
    </Finding>
  );
}

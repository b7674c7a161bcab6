/** The prediction for a study of the service. */
import type { Answer, SignaturePrediction } from '../service/client.ts';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { describeAnswer, describeSignatureAnswer } from '../service/model-report.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { givenValues } from './given-values.ts';

export interface PredictByServiceOptions extends ConnectionOptions {
  readonly model: { readonly name: string; readonly version?: number };
  /** No answer rather than one whose interval holds the threshold. */
  readonly certain?: boolean;
  readonly json?: boolean;
  /** `ki67=60`: in place of the stored values, for this answer only. */
  readonly clinical?: readonly string[];
}

/** The answer for a study that was analysed. @throws ApiProblem, ApiUnreachable */
export async function predictStudy(
  studyId: string,
  options: PredictByServiceOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { model, certain, json } = options;
  const clinical = options.clinical && givenValues(options.clinical);
  const answer = (await connect(options).predict(model.name, { studyId, certain, clinical }, model.version)) as
    | Answer
    | SignaturePrediction;
  terminal.out(
    json ? jsonText(answer) : 'imported' in answer ? describeSignatureAnswer(answer) : describeAnswer(answer),
  );
  terminal.note(answer.notice);
  return 'abstained' in answer ? EXIT.notEnoughData : EXIT.ok;
}

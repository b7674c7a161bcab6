/** The page of the prediction of a study. */
import type { JSX } from 'preact';
import { PageHeading } from '../../components/page-heading.tsx';
import { t } from '../../texts/texts.ts';

/** `/studies/{id}/prediction` */
export default function Prediction(): JSX.Element {
  return <PageHeading name={t().predictionPage.title} />;
}

/** The page of a new study. */
import type { JSX } from 'preact';
import { PageHeading } from '../../components/page-heading.tsx';
import { t } from '../../texts/texts.ts';

/** `/studies/new` */
export default function NewStudy(): JSX.Element {
  return <PageHeading name={t().newStudy.title} />;
}

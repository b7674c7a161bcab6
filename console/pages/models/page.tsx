/** The page of model lines and versions. */
import type { JSX } from 'preact';
import { PageHeading } from '../../components/page-heading.tsx';
import { t } from '../../texts/texts.ts';

/** `/models` */
export default function Models(): JSX.Element {
  return <PageHeading name={t().models.title} />;
}

/** What each value adds to a signature's answer. */
import type { SignatureScore } from '@radscore/pipeline/signatures';
import type { JSX } from 'preact';
import { ScrollBox } from '../components/scroll-box.tsx';

export function SharesCard({ answer }: { readonly answer: SignatureScore }): JSX.Element {
  const { contributions, byNomogram } = answer;
  const shares = [
    ...contributions.map(({ feature, value, contribution }) => ({
      name: feature,
      value,
      contribution,
      of: 'Rad-score',
    })),
    ...(byNomogram?.terms ?? []).map(({ term, value, contribution }) => ({
      name: term,
      value,
      contribution,
      of: 'nomogram',
    })),
  ];
  const title = 'What each value adds';
  return (
    <section class="card">
      <h2>{title}</h2>
      <ScrollBox label={title}>
        <table class="plain">
          <caption class="sr">{title}</caption>
          <thead>
            <tr>
              <th scope="col">Value</th>
              <th scope="col" class="r">
                Given
              </th>
              <th scope="col" class="r">
                Adds
              </th>
              <th scope="col">To</th>
            </tr>
          </thead>
          <tbody>
            {shares.map(({ name, value, contribution, of }) => (
              <tr key={`${of} ${name}`}>
                <th scope="row">{name}</th>
                <td class="r">{typeof value === 'number' ? value.toPrecision(5) : value}</td>
                <td class="r">{contribution.toFixed(4)}</td>
                <td>{of}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

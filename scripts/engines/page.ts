/** docs/engines/index.html from the stored run: one file, no script, nothing that is loaded. */
import { createHash } from 'node:crypto';
import { noteNumbers, row, safe, table, verdictCell } from './page-parts.ts';
import { pageStyle } from './page-style.ts';
import { type StoredRun, VERDICTS } from './record.ts';
import { headline, timingText } from './summary.ts';

export function enginesPage(run: StoredRun): string {
  const families = [...new Set(run.features.map(({ featureClass }) => featureClass))];
  const style = pageStyle(families);
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Radiomics engines compared</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">To the tables</a>
<header>
<h1>Radiomics engines compared</h1>
<p>${safe(headline(run))}</p>
<p>One script asked every engine the same questions and kept the answers: <code>node scripts/engines/run.ts</code>, ${safe(run.date)}. What differs by
definition is not called wrong: IBSI and PyRadiomics define some features differently, and an engine follows one or the other. Research use only.</p>
<nav aria-label="On this page"><ul>${NAVIGATION.map(([id, text]) => `<li><a href="#${id}">${text}</a></li>`).join('')}</ul></nav>
</header>
<main id="main">
${[
  enginesSection,
  ibsiSection,
  featuresSection,
  settingsSection,
  gridsSection,
  degenerateSection,
  timingSection,
  notesSection,
]
  .map((section) => section(run))
  .join('\n')}
</main>
<footer><p><small>Written from <code>engines.json</code>; SHA-256 of the raw answers ${safe(run.sha256)}.</small></p></footer>
</body>
</html>
`;
}

const NAVIGATION = [
  ['engines', 'Engines'],
  ['ibsi', 'IBSI-1'],
  ['by-feature', 'Feature by feature'],
  ['goldens', 'PyRadiomics’ settings'],
  ['grids', 'Masks on other grids'],
  ['degenerate', 'Degenerate regions'],
  ['speed', 'Speed and memory'],
  ['causes', 'Causes'],
] as const;

const ran = (run: StoredRun): string[] => run.engines.filter(({ missing }) => missing === null).map(({ id }) => id);

function enginesSection({ engines }: StoredRun): string {
  const rows = engines.map(({ id, package: name, source, follows, configuration, versions, missing }) =>
    row(`${/^https:/.test(source) ? `<a href="${safe(source)}">${safe(id)}</a>` : safe(id)}`, [
      `<td>${name ? `<code>${safe(name)}</code>` : 'this repository'}</td>`,
      `<td>${
        missing === null
          ? safe(
              Object.entries(versions)
                .map((pair) => pair.join(' '))
                .join(', '),
            )
          : `did not run: ${safe(missing)}`
      }</td>`,
      `<td>${safe(follows)}</td>`,
      `<td>${safe(configuration)}</td>`,
    ]),
  );
  const caption =
    'Versions, whose definitions an engine states to follow, and how it was configured, as its documentation says';
  return `<h2 id="engines">Engines</h2>\n${table({ id: 'engine-table', caption }, ['engine', 'on PyPI', 'versions', 'follows', 'configuration'], rows)}`;
}

function ibsiSection(run: StoredRun): string {
  const { configurations, counts, apart } = run.ibsi;
  const numbers = noteNumbers(run);
  const rows = ran(run).map((engine) =>
    row(
      safe(engine),
      configurations.map(({ name }) => {
        const { agree, apart: off, features, diagnostics, state } = counts[engine][name];
        if (state) return `<td class="none">${safe(state)}</td>`;
        const rest = [
          off && `${off} apart`,
          features && `${features} features not offered`,
          diagnostics && `${diagnostics} of processing not given`,
        ];
        return `<td class="${off ? 'apart' : 'same'}">${agree} agree <small>${rest.filter(Boolean).join(', ')}</small></td>`;
      }),
    ),
  );
  const total = configurations.reduce((sum, { features, diagnostics }) => sum + features + diagnostics, 0);
  const head = [
    'engine',
    ...configurations.map(
      ({ name, features, diagnostics }) => `${name} (${features}${diagnostics ? ` + ${diagnostics}` : ''})`,
    ),
  ];
  const caption = `${total} consensus values: features + values of processing (sizes, spacing, intensities after each step)`;
  const details = apart.map(({ engine, configuration, tag, got, wanted, tolerance, verdict, note }) =>
    row(safe(engine), [
      `<td>${configuration}</td><td><code>${safe(tag)}</code></td><td class="n">${got}</td><td class="n">${wanted} ± ${tolerance}</td>`,
      verdictCell({ verdict, note }, numbers),
    ]),
  );
  const list = table(
    { id: 'ibsi-apart', caption: 'Values outside the tolerance', isTall: true },
    ['engine', 'configuration', 'tag', 'value', 'consensus', 'why'],
    details,
  );
  return `<h2 id="ibsi">IBSI-1</h2>
<p>The digital phantom and configurations A to E of the chest phantom. A value agrees within the published tolerance and half of the last of its three digits.</p>
${table({ id: 'ibsi-table', caption }, head, rows)}
<details><summary>${apart.length} values outside the tolerance, each with its cause</summary>
${list}
</details>`;
}

function featuresSection(run: StoredRun): string {
  const engines = ran(run);
  const numbers = noteNumbers(run);
  const families = [...new Set(run.features.map(({ featureClass }) => featureClass))];
  const rows = run.features.map(({ featureClass, name, tag, difference, cells }) => {
    const all = Object.values(cells);
    const isApart = all.some(({ verdict }) => /definition|known/.test(verdict));
    const isUnknown = all.some(({ verdict }) => verdict === 'unknown');
    const more = [tag && `<code>${tag}</code>`, difference && safe(difference)].filter(Boolean).join(': ');
    return row(
      `${safe(name)}<br><small>${featureClass}</small>`,
      [
        `<td><small>${more}</small></td>`,
        ...engines.map((engine) => verdictCell(cells[engine] ?? { verdict: 'not offered' }, numbers)),
      ],
      ` data-family="${featureClass}" data-apart="${isApart ? 'yes' : 'no'}" data-unknown="${isUnknown ? 'yes' : 'no'}"`,
    );
  });
  const radio = (group: string, id: string, text: string, isChosen = false): string =>
    `<label><input type="radio" name="${group}" id="${group}-${id}"${isChosen ? ' checked' : ''}> ${text}</label>`;
  return `<h2 id="by-feature">Feature by feature</h2>
<p>PyRadiomics 3.1.0’s values on four images (brain1, breast1 and lung1 of PyRadiomics, one MR of a sarcoma), bins of 25, no resampling. A cell holds the worst of the four. Engines of IBSI are asked
the same in IBSI’s terms.</p>
<dl><dt>same</dt><dd>${safe(VERDICTS.equal)}</dd><dt>by definition</dt><dd>${safe(VERDICTS.definition)}</dd>
<dt>differs, known</dt><dd>${safe(VERDICTS.known)}</dd><dt>differs</dt><dd>${safe(VERDICTS.unknown)}</dd><dt>–</dt><dd>${safe(VERDICTS['not offered'])}</dd></dl>
<fieldset><legend>Class</legend>${radio('family', 'all', 'all', true)}${families.map((name) => radio('family', name, name)).join('')}</fieldset>
<fieldset><legend>Rows</legend>${radio('rows', 'all', 'all', true)}${radio('rows', 'apart', 'with any difference')}${radio('rows', 'unknown', 'with a difference of unknown cause')}</fieldset>
${table({ id: 'features', caption: `${rows.length} features`, isTall: true }, ['feature', 'IBSI, and how its definition differs', ...engines], rows)}`;
}

function settingsSection(run: StoredRun): string {
  const engines = ran(run).filter((id) => run.settings.some(({ counts }) => id in counts));
  const rows = run.settings.map(({ setting, image, values, counts }) =>
    row(`${safe(setting)}<br><small>${safe(image)}</small>`, [
      `<td class="n">${values}</td>`,
      ...engines.map((engine) => {
        const count = counts[engine];
        if (typeof count === 'string') return `<td class="none">${safe(count)}</td>`;
        const [same, apart, absent] = count;
        const rest = [apart && `${apart} apart`, absent && `${absent} absent`].filter(Boolean).join(', ');
        return `<td class="${rest ? 'apart' : 'same'}">${same} same <small>${rest}</small></td>`;
      }),
    ]),
  );
  const caption =
    'Values within a relative 1e-9 of those that PyRadiomics 3.1.0 gave (golden files), by setting and image';
  return `<h2 id="goldens">PyRadiomics’ settings</h2>\n${table({ id: 'settings', caption, isTall: true }, ['setting, image', 'values', ...engines], rows)}`;
}

function caseTable(run: StoredRun, rows: StoredRun['geometry'], id: string, caption: string): string {
  const engines = ran(run);
  const lines = rows.map(({ name, about, cells }) =>
    row(`${safe(name)}<br><small>${safe(about)}</small>`, [
      ...engines.map((engine) => {
        const cell = cells[engine] ?? { state: 'none', text: '–' };
        const className = cell.state.replace('not offered', 'none');
        const text = cell.state === 'refused' ? `refused <small>${safe(cell.text)}</small>` : safe(cell.text);
        return `<td class="${className}">${text}</td>`;
      }),
    ]),
  );
  return table({ id, caption, isTall: true }, ['case', ...engines], lines);
}

function gridsSection(run: StoredRun): string {
  return `<h2 id="grids">Masks on other grids</h2>
<p>Each engine is compared with itself: with its own values for the mask put on the image’s grid by nearest neighbour, and for the mask’s array laid over the image’s by index.
Engines of arrays see no grid: their caller answers for it. No resampling is asked; PyRadiomics, and engines like it, resample masks when it is.</p>
${caseTable(run, run.geometry, 'grid-table', '“same values” is right for the first kind; a refusal, or placing the mask, for the second')}`;
}

function degenerateSection(run: StoredRun): string {
  return `<h2 id="degenerate">Degenerate regions</h2>
<p>What an engine gives for one voxel, a flat region, an empty mask, values that are not numbers. Values are compared with PyRadiomics’ where it has some, within a relative 1e-9 or 1e-6 (an exact 0 is 1e-7 by rounding). All families are asked at once: an engine that refuses one refuses the case.</p>
${caseTable(run, run.degenerate, 'degenerate-table', 'A cube of 7 × 7 × 7 voxels, bins of 25')}`;
}

function timingSection({ timing, engines }: StoredRun): string {
  if (!timing)
    return '<h2 id="speed">Speed and memory</h2><p>Not measured in this run: <code>node scripts/engines/run.ts --timing</code> does, in turn and in one run.</p>';
  const rows = timing.rows.map(({ engine, image, values, cold, warm, median, processor, peak }) =>
    row(`${safe(engine)}<br><small>${safe(image)}</small>`, [
      ...[values, cold, warm, median, processor, peak].map((value) => `<td class="n">${value}</td>`),
    ]),
  );
  const head = [
    'engine, image',
    'values',
    'cold, s',
    'warm (least), s',
    'warm (median), s',
    'processor, s',
    'peak memory, MB',
  ];
  const versions = engines.length;
  return `<h2 id="speed">Speed and memory</h2>
<p>${safe(timingText(timing))} Engines compute different numbers of values: IBSI’s engines also GLDZM, NGLDM, Moran’s I, Geary’s C and the intensity-volume histogram.</p>
${table({ id: 'timing', caption: `${versions} engines, in turn, in one run` }, head, rows)}`;
}

function notesSection({ notes }: StoredRun): string {
  const items = Object.values(notes).map((text, k) => `<dt id="note-${k + 1}">${k + 1}</dt><dd>${safe(text)}</dd>`);
  return `<h2 id="causes">Causes</h2>
<p>A cause is named if a computation gives the engine’s value from it, within 5e-6. Four are weaker, and say so themselves: single precision and nearest rank are agreements within the distance that they name, percentiles of a histogram are exact on the IBSI phantom only, and Nyxus’ grey levels follow from its documentation.</p>
<dl>${items.join('\n')}</dl>`;
}

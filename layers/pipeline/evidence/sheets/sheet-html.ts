/** All sheets of a model as one HTML page without a script. */
import type { Sheet, SheetRow } from './fill-sheet.ts';
import { countsText, openText, placeOf, STATUS_WORDS, scoreText } from './sheet-text.ts';

export interface PageHead {
  readonly title: string;
  readonly notice: string;
  /** Name and value, such as the table and the version of the program. */
  readonly facts: readonly (readonly [string, string])[];
  readonly isSynthetic?: boolean;
}

export function sheetsHtml(sheets: readonly Sheet[], { title, notice, facts, isSynthetic }: PageHead): string {
  const pairs = facts
    .map(([name, value]) => `<div><dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd></div>`)
    .join('');
  const tag = isSynthetic ? '<span class="tag">Synthetic data</span>' : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escapeText(title)}</title>
<style>${STYLE}</style></head><body><p class="strip"><strong>${escapeText(notice)}</strong>${tag}</p><main><h1>${escapeText(title)}</h1>
<p>Filled from artefacts by a program. Each value has its place: a file and a JSON pointer. What nothing shows is a gap, with what would fill it. What the paper has to say is for the author, and is claimed nowhere.</p>
<dl class="pairs">${pairs}</dl>
<ul class="cards">${sheets.map(cardOf).join('')}</ul>
${sheets.map(sectionOf).join('\n')}
</main><footer><p>${escapeText(notice)}</p></footer></body></html>
`;
}

function cardOf(sheet: Sheet): string {
  const { score, counts, rows } = sheet;
  const figure =
    score === undefined
      ? `${counts.shown} of ${rows.length} shown`
      : score.kind === 'percent'
        ? `${score.percent.toFixed(1)} %`
        : `${score.points} of ${score.most} points`;
  return `<li><a href="#${sheet.checklist}"><span class="what">${escapeText(sheet.name)}</span><span class="figure">${escapeText(figure)}</span></a><span class="beside">${escapeText(countsText(sheet))}</span></li>`;
}

function sectionOf(sheet: Sheet): string {
  const { checklist, name, source, doi, provenance, conditions = [] } = sheet;
  const score = scoreText(sheet);
  const answers = conditions.map(
    ({ number, name: condition, answer, because }) =>
      `<li>Condition ${number}, ${escapeText(condition)}: <b>${answer ?? 'gap'}</b>. ${escapeText(because)}</li>`,
  );
  const hasPoints = sheet.rows.some(({ points }) => points !== undefined);
  return `<section id="${checklist}"><h2>${escapeText(name)}</h2>
<p class="note">${escapeText(source)}. <a href="https://doi.org/${escapeText(doi)}">doi:${escapeText(doi)}</a>. Titles of items are our own words; the publication has the definitions. ${escapeText(provenance)}</p>
${score === '' ? '' : `<p><b>Score:</b> ${escapeText(score)}</p>`}${answers.length > 0 ? `<ul>${answers.join('')}</ul>` : ''}
<div class="scroll" tabindex="0" role="region" aria-label="Items of ${escapeText(name)}"><table><thead><tr><th scope="col">Item</th><th scope="col">Title</th><th scope="col">Status</th><th scope="col">Value and where it stands</th>${hasPoints ? '<th scope="col">Points</th>' : ''}</tr></thead>
<tbody>${rowsOf(sheet.rows, hasPoints)}</tbody></table></div></section>`;
}

function rowsOf(rows: readonly SheetRow[], hasPoints: boolean): string {
  let section = '';
  return rows
    .map((row) => {
      const columns = hasPoints ? 5 : 4;
      const head =
        row.section === section
          ? ''
          : `<tr class="head"><th scope="colgroup" colspan="${columns}">${escapeText(row.section)}</th></tr>`;
      section = row.section;
      const points = row.points ? `${row.points.got} of ${row.points.most}` : '';
      return `${head}<tr><th scope="row">${escapeText(row.item)}</th><td>${escapeText(row.title)}</td><td><span class="status ${row.status.replace(' ', '-')}">${STATUS_WORDS[row.status]}</span></td><td>${cellOf(row)}</td>${hasPoints ? `<td>${escapeText(points)}</td>` : ''}</tr>`;
    })
    .join('\n');
}

function cellOf(row: SheetRow): string {
  const values = row.pointers.map(
    (pointer) =>
      `<li>${escapeText(pointer.says)}: <b>${escapeText(String(pointer.value))}</b> <code>${escapeText(placeOf(pointer))}</code></li>`,
  );
  const list = values.length > 0 ? `<ul class="values">${values.join('')}</ul>` : '';
  const words = row.status === 'not applicable' ? escapeText(row.gap ?? '') : escapeText(openText(row));
  return `${list}${words === '' ? '' : `<p class="open">${words}</p>`}`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The tokens of the console and of reports. */
const STYLE = `
:root{color-scheme:light dark;--bg:#f5f6f8;--surface:#fff;--sunken:#ebeef1;--line:#d9dee3;--text:#14191f;--text-2:#46505a;--accent:#005f99;--warn:#7f5200;--warn-soft:#fdf1d8;--good:#1c6b34;--good-soft:#e3f4e7}
@media screen and (prefers-color-scheme:dark){:root{--bg:#0f1317;--surface:#171c22;--sunken:#20272e;--line:#303942;--text:#e9ecef;--text-2:#b9c1c9;--accent:#6fbdf0;--warn:#f0c060;--warn-soft:#392b0c;--good:#8fd6a2;--good-soft:#16301d}}
*{box-sizing:border-box}
body{margin:0;background:var(--surface);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main,footer{max-width:72rem;margin:0 auto;padding:0 1rem}a{color:var(--accent)}
.strip{margin:0;max-width:none;padding:.5rem 1rem;background:var(--sunken);border-bottom:1px solid var(--line);font-size:13px;text-align:center}
.tag{border:1px dashed var(--warn);border-radius:999px;color:var(--warn);margin-left:.75rem;padding:0 .6rem}
h1{font-size:24px;line-height:1.2;margin:1.5rem 0 .5rem;overflow-wrap:anywhere}h2{font-size:18px;margin:2rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--line)}
main p,main li{max-width:80ch;overflow-wrap:break-word}.note{font-size:13px;color:var(--text-2)}
.pairs{columns:2 20rem;font-size:13px}.pairs div{break-inside:avoid;display:flex;gap:.75rem}.pairs dt{flex:0 0 9rem;color:var(--text-2)}.pairs dd{margin:0;min-width:0;overflow-wrap:anywhere}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,13rem),1fr));gap:.75rem;margin:1rem 0;padding:0;list-style:none}
.cards li{background:var(--bg);border:1px solid var(--line);border-radius:8px;padding:.75rem 1rem}.what,.beside{display:block;font-size:13px;color:var(--text-2)}.cards a{text-decoration:none;color:inherit;display:block}.cards a:hover .what{text-decoration:underline}.figure{display:block;font-size:22px;font-weight:600}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:13px;width:100%}
th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top;font-weight:400}thead th{font-weight:600;border-bottom:2px solid var(--line)}th:first-child{padding-left:0}
td:nth-child(2){min-width:9rem}td:nth-child(4){min-width:16rem}.head th{background:var(--sunken);font-weight:600;padding-left:.4rem}
.values{margin:0;padding:0;list-style:none}.values code{font-size:11px;color:var(--text-2);overflow-wrap:anywhere}.values b{font-weight:600;overflow-wrap:anywhere}
.open{margin:.15rem 0 0;color:var(--warn)}.not-applicable~*{color:var(--text-2)}
.status{display:inline-block;border-radius:4px;padding:0 .4rem;white-space:nowrap;background:var(--sunken)}.status.shown{background:var(--good-soft);color:var(--good)}.status.gap{background:var(--warn-soft);color:var(--warn)}.status.partly{border:1px solid var(--good);background:none;color:var(--good)}.status.stated{border:1px solid var(--accent);background:none;color:var(--accent)}
footer{border-top:1px solid var(--line);margin-top:2rem;font-size:13px}
@media screen and (max-width:48rem){main,footer{padding:0 .75rem}thead{display:none}table,tbody,tr,th,td{display:block;min-width:0}tr{border-bottom:1px solid var(--line);padding:.4rem 0}th,td{border:0;padding:.1rem 0}td:nth-child(2),td:nth-child(4){min-width:0}th[scope=row]{font-weight:600}tr.head{padding:0}.head th{padding:.3rem .4rem}}
@media print{@page{size:A4;margin:14mm}body{font-size:9pt;background:#fff}main,footer{max-width:none;padding:0}table{font-size:7.5pt}.values code{font-size:6.5pt}tr{break-inside:avoid}thead{display:table-header-group}h2{break-after:avoid}.scroll{overflow:visible}.strip{background:none;padding:0 0 4pt}}
`;

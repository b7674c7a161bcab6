/** The HTML page of a report: sections, tables, figures, style. */
import { escapeText } from './plots/svg.ts';
import { RESEARCH_USE } from './plots/wording.ts';

/** A table longer than this may be torn over pages of print; its head is repeated there. */
const LONG = 18;

/** A plot wider than this keeps the size of its letters on a phone, and scrolls in its box. */
const WIDE = 600;

export interface TableOptions {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know of the numbers, below them. */
  readonly notes?: readonly string[];
}

/**
 * A report as it grows: tables and figures are numbered in the order in which they are made. The page needs no script,
 * loads nothing, and its policy forbids both.
 */
export class ReportPage {
  #tables = 0;
  #figures = 0;

  /** A table with its number; the caption is as wide as the page, and cells never break. */
  table({ caption, head, rows, notes = [] }: TableOptions): string {
    const id = `table-${++this.#tables}`;
    const columns = head.map((cell) => `<th scope="col">${escapeText(cell)}</th>`).join('');
    const lines = rows.map(
      ([first, ...cells]) =>
        `<tr><th scope="row">${escapeText(first)}</th>${cells.map((cell) => `<td>${escapeText(cell)}</td>`).join('')}</tr>`,
    );
    const below = notes.length > 0 ? `<p class="note">${notes.map(prose).join(' ')}</p>` : '';
    return (
      `<figure class="table${rows.length > LONG ? ' long' : ''}"><figcaption id="${id}"><b>Table ${this.#tables}.</b> ${prose(caption)}</figcaption>` +
      `<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}"><table aria-labelledby="${id}"><thead><tr>${columns}</tr></thead>` +
      `<tbody>${lines.join('')}</tbody></table></div>${below}</figure>`
    );
  }

  /** A plot with its number and a caption that explains every mark. */
  figure(svg: string, caption: string): string {
    const id = `figure-${++this.#figures}`;
    const width = Number(/ width="([\d.]+)"/.exec(svg)?.[1]);
    return (
      `<figure class="plot${width < WIDE ? ' narrow' : ''}"><div class="scroll" tabindex="0" role="region" aria-labelledby="${id}">${svg}</div>` +
      `<figcaption id="${id}"><b>Figure ${this.#figures}.</b> ${prose(caption)}</figcaption></figure>`
    );
  }
}

/** Text whose intervals, p-values and percentages are not broken at the end of a line. */
export function prose(words: string): string {
  return escapeText(words).replace(
    /(?<![\d.])(?:(?:AUC )?−?[\d.]{1,24} \([−\d][^()]{1,30}\)|\b(?:p|AUC|n) (?:= |&lt; )?[\d.]{1,24}|−?\d{1,24}\.\d{1,24}(?:–| to )−?\d{1,24}\.\d{1,24}|[\d.]{1,24} %(?: CI)?(?: −?[\d.]{1,24}(?:–| to )−?[\d.]{1,24})?)/g,
    '<span class="whole">$&</span>',
  );
}

export function section(title: string, ...parts: readonly string[]): string {
  const body = parts.filter((part) => part !== '').join('\n');
  return `<section><h2>${escapeText(title)}</h2>${body}</section>`;
}

/** Pairs of a name and its value. */
export function definitions(pairs: readonly (readonly [string, string])[]): string {
  const lines = pairs.map(([name, value]) => `<div><dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd></div>`);
  return `<dl class="pairs">${lines.join('')}</dl>`;
}

/** @param tag next to the notice: "Synthetic data" */
export function page(title: string, body: string, tag?: string): string {
  const notice = `<strong>${RESEARCH_USE}</strong>${tag === undefined ? '' : `<span class="tag">${escapeText(tag)}</span>`}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escapeText(title)}</title>
<style>${STYLE}</style></head><body><p class="strip">${notice}</p><main><h1>${escapeText(title)}</h1>
${body}
</main><footer><p>${RESEARCH_USE}</p></footer></body></html>
`;
}

/** The console's tokens. */
const STYLE = `
:root{color-scheme:light dark;--bg:#f5f6f8;--surface:#fff;--sunken:#ebeef1;--line:#d9dee3;--text:#14191f;--text-2:#46505a;--accent:#005f99;--warn:#7f5200;--warn-soft:#fdf1d8}
@media screen and (prefers-color-scheme:dark){:root{--bg:#0f1317;--surface:#171c22;--sunken:#20272e;--line:#303942;--text:#e9ecef;--text-2:#b9c1c9;--accent:#6fbdf0;--warn:#f0c060;--warn-soft:#392b0c}}
*{box-sizing:border-box}
body{margin:0;background:var(--surface);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main,footer{max-width:64rem;margin:0 auto;padding:0 1rem}
.strip{max-width:none;margin:0;padding:.5rem 1rem;background:var(--sunken);border-bottom:1px solid var(--line);font-size:13px;text-align:center}
.tag{border:1px dashed var(--warn);border-radius:999px;color:var(--warn);margin-left:.75rem;padding:0 .6rem;white-space:nowrap}
h1{font-size:24px;line-height:1.2;margin:1.5rem 0 .5rem;overflow-wrap:anywhere}h2{font-size:18px;line-height:1.2;margin:2rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--line);break-after:avoid}
p,li,figcaption{max-width:72ch;overflow-wrap:break-word}.whole{white-space:nowrap}
.headline{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:.75rem;margin:1rem 0;padding:0;list-style:none}
.headline li{background:var(--bg);border:1px solid var(--line);border-radius:8px;padding:.75rem 1rem;max-width:none}
.headline .what{display:block;font-size:13px;color:var(--text-2)}.headline .value{display:block;font-size:30px;line-height:1.3;font-weight:600}
.headline .range{display:block;font-size:15px}.headline .beside{display:block;font-size:13px;color:var(--text-2);margin-top:.4rem}
.headline .apparent .value{font-size:18px;font-weight:400}
.verdict{border-left:4px solid var(--accent);padding:.1rem 0 .1rem 1rem;margin:1rem 0}.verdict p{margin:.3rem 0}
.warnings{background:var(--warn-soft);border-left:4px solid var(--warn);margin:1rem 0;padding:.5rem 1rem .5rem 2rem;border-radius:4px}.warnings li{overflow-wrap:anywhere}
p.warnings{padding-left:1rem}
.pairs{columns:2 20rem;margin:.5rem 0;font-size:13px}.pairs div{break-inside:avoid;display:flex;gap:.75rem;padding:.1rem 0}.pairs dt{flex:0 0 9rem;color:var(--text-2)}.pairs dd{margin:0;min-width:0;overflow-wrap:anywhere}
.protocol .pairs dt{flex-basis:13rem}
figure{margin:1.2rem 0}figcaption{font-size:13px;margin:.3rem 0}
.table figcaption{font-size:14px}.note{font-size:13px;color:var(--text-2);margin:.3rem 0}
.scroll{overflow-x:auto}.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;font-size:13px}
th,td{border-bottom:1px solid var(--line);padding:.25rem .75rem;text-align:right;white-space:nowrap;font-weight:400}
thead th{font-weight:600;vertical-align:bottom;border-bottom:2px solid var(--line)}
th:first-child,td:first-child{text-align:left;padding-left:0}
svg{display:block;max-width:100%;height:auto}
details{margin:.75rem 0}summary{cursor:pointer;color:var(--accent);font-size:14px}
.names{font-size:13px;overflow-wrap:anywhere}
footer{border-top:1px solid var(--line);margin-top:2rem;font-size:13px}
@media screen and (max-width:48rem){.plot svg{min-width:42rem}.plot.narrow svg{min-width:0}th,td{padding:.25rem .4rem}tbody th{white-space:normal;overflow-wrap:anywhere;min-width:8.5rem}main,footer{padding:0 .75rem}.pairs dt,.protocol .pairs dt{flex-basis:8rem}.headline .value{font-size:26px}}
@media print{@page{size:A4;margin:14mm}body{font-size:9.5pt;background:#fff}main,footer{max-width:none;padding:0}.strip{background:none;padding:0 0 4pt}h1{font-size:15pt;margin:8pt 0 4pt}h2{font-size:12pt;margin:10pt 0 4pt;padding-top:6pt}
p,li,figcaption{max-width:none}table,.note,.pairs,figcaption,.table figcaption{font-size:8pt}.headline .what,.headline .beside{font-size:8pt}.headline .value{font-size:16pt}th,td{padding:.15rem .4rem}.headline{grid-template-columns:repeat(3,1fr)}
figure{margin:8pt 0}figure.plot,figure.table:not(.long),.headline li,.verdict,.warnings,tr{break-inside:avoid}.table figcaption,thead{break-after:avoid}thead{display:table-header-group}
.scroll{overflow:visible}details{display:block}details::details-content{content-visibility:visible;display:block;block-size:auto}summary{list-style:none;color:inherit;font-size:9pt;break-after:avoid}.names{font-size:7pt;line-height:1.3;margin:0}.protocol .pairs{columns:3 5rem}.protocol .pairs dt{flex-basis:8.5rem}.pairs dt{flex-basis:7rem}}
`;

/** The one style sheet of the page: light and dark, narrow screens, print, and filters that need no script. */

/** `families` and `verdicts` are the values of the radio buttons whose choice hides rows. */
export function pageStyle(families: readonly string[]): string {
  const byFamily = families
    .map((name) => `body:has(#family-${name}:checked) #features tbody tr:not([data-family="${name}"])`)
    .join(',\n');
  return `:root{color-scheme:light dark;--bg:#f5f6f8;--surface:#fff;--line:#d9dee3;--text:#14191f;--text-2:#46505a;--accent:#005f99;
--same:#17693a;--same-soft:#e4f3e9;--known:#7f5200;--known-soft:#fdf1d8;--bad:#a8211a;--bad-soft:#fce8e6;--quiet-soft:#ebeef1}
@media (prefers-color-scheme:dark){:root{--bg:#0f1317;--surface:#171c22;--line:#303942;--text:#e9ecef;--text-2:#b3bcc5;--accent:#6ec6ff;
--same:#7fd6a0;--same-soft:#16301f;--known:#f0c674;--known-soft:#33270c;--bad:#ff9c94;--bad-soft:#3a1715;--quiet-soft:#252d35}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer{max-width:84rem;margin:0 auto;padding:1rem 1.25rem}
h1{font-size:1.5rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.125rem;margin:2rem 0 .5rem}
p,ul{max-width:72ch}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0;max-width:none}
.scroll{overflow-x:auto;background:var(--surface);border:1px solid var(--line);border-radius:8px}
.tall{max-height:80vh;overflow-y:auto}
table{border-collapse:collapse;font-size:13px;width:100%}
caption{text-align:left;padding:.5rem .75rem;color:var(--text-2)}
th,td{padding:.3rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{background:var(--surface);white-space:nowrap}
.tall thead th{position:sticky;top:0}
tbody th{font-weight:600;min-width:9rem}
tbody th small{font-weight:400}
#grid-table tbody th{min-width:14rem}
footer,dd,p{overflow-wrap:anywhere}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
small{color:var(--text-2)}
code{font:12px ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.same{background:var(--same-soft);color:var(--same)}
.definition,.placed,.values,.refused{background:var(--quiet-soft)}
.known,.apart{background:var(--known-soft);color:var(--known)}
.unknown,.crashed,.index,.other{background:var(--bad-soft);color:var(--bad)}
.same small,.known small,.apart small,.unknown small,.crashed small,.index small,.other small{color:inherit}
.none{color:var(--text-2)}
fieldset{border:1px solid var(--line);border-radius:8px;display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.5rem 0;padding:.5rem .75rem}
label{display:inline-flex;gap:.35rem;align-items:center;min-height:1.75rem}
dt{font-weight:600;margin-top:.75rem}
dd{margin:0;max-width:80ch}
summary{cursor:pointer;min-height:1.75rem}
.skip{position:absolute;left:-100rem}
.skip:focus{left:1rem}
${byFamily},
body:has(#rows-apart:checked) #features tbody tr[data-apart="no"],
body:has(#rows-unknown:checked) #features tbody tr:not([data-unknown="yes"]){display:none}
@media print{@page{size:A4 landscape;margin:12mm}body{background:#fff;color:#000;font-size:11px}nav,.skip,fieldset{display:none}
.scroll,.tall{overflow:visible;max-height:none;border:0}table{font-size:8px}tr{break-inside:avoid}.tall thead th{position:static}
details:not([open])::details-content{content-visibility:visible;display:block}}
`;
}

/** The style of the issuer's pages: the console's tokens, as far as they are needed here, light and dark. */

export const PAGE_STYLE = `:root{color-scheme:light dark;--bg:#f5f6f8;--surface:#fff;--sunken:#ebeef1;--line:#d9dee3;--control:#7d8791;
--text:#14191f;--text-2:#46505a;--accent:#005f99;--on-accent:#fff;--bad:#a8211a;--bad-soft:#fce8e6}
@media (prefers-color-scheme:dark){:root{--bg:#0f1317;--surface:#171c21;--sunken:#0f1317;--line:#2b333b;--control:#7d8791;
--text:#e8ebee;--text-2:#b6bec6;--accent:#6ab8ec;--on-accent:#06263c;--bad:#ff9d94;--bad-soft:#3a1a18}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:.9375rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
.strip{position:sticky;top:0;padding:.25rem 1rem;text-align:center;font-size:.8125rem;background:var(--sunken);border-bottom:1px solid var(--line)}
main{max-width:25rem;margin:4rem auto;padding:0 .5rem}
.brand{display:flex;align-items:center;gap:.75rem;font-size:1.5rem;font-weight:700;margin-bottom:1rem}
.brand svg{width:1.75rem;height:1.75rem}.brand circle{fill:var(--accent)}.brand path{stroke:var(--on-accent);stroke-width:2;stroke-linecap:round;fill:none}
.card{padding:1.5rem;background:var(--surface);border:1px solid var(--line);border-radius:8px}
h1{margin:0;font-size:1.5rem;line-height:1.2}p{margin:.5rem 0 0}
label{display:block;margin:1rem 0 .25rem;font-size:.8125rem;font-weight:600}
input,select,button{font:inherit;font-size:.8125rem;width:100%;min-height:2.25rem;padding:.375rem 1rem;border:1px solid var(--control);border-radius:4px;background:var(--surface);color:var(--text)}
small{margin-top:.375rem}small,.dim{display:block;color:var(--text-2);font-size:.8125rem}
button{margin-top:1rem;cursor:pointer}button.primary{background:var(--accent);border-color:var(--accent);color:var(--on-accent);font-weight:600}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.fault{padding:.75rem 1rem;border-left:4px solid var(--bad);border-radius:4px;background:var(--bad-soft);color:var(--text)}
details{margin-top:1rem}summary{cursor:pointer;font-size:.8125rem}
code{font-family:ui-monospace,Menlo,Consolas,monospace}
[hidden]{display:none}
@media (pointer:coarse){input,select,button{min-height:2.75rem}}
`;

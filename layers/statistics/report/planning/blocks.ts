/** The content of a plan's report as blocks, and the two forms that they are written in: HTML and Markdown. */
import { definitions, page, prose, ReportPage, section, type TableOptions } from '../page.ts';
import { escapeText } from '../plots/svg.ts';
import { RESEARCH_USE } from '../plots/wording.ts';

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** What a reader must not miss. */
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'pairs'; readonly pairs: readonly (readonly [string, string])[] }
  | ({ readonly kind: 'table' } & TableOptions)
  /** `file` is the name under which the plot lies next to the report. */
  | { readonly kind: 'figure'; readonly file: string; readonly svg: string; readonly caption: string };

export interface Part {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A figure at the head of the report. */
export interface Card {
  readonly what: string;
  readonly value: string;
  readonly beside: readonly string[];
}

export interface Document {
  readonly title: string;
  readonly introduction: string;
  readonly cards: readonly Card[];
  readonly verdicts: readonly string[];
  readonly parts: readonly Part[];
}

export function text(words: string): Block {
  return { kind: 'text', text: words };
}

/** One HTML file that needs nothing else, with the look of the report of a fit. */
export function documentHtml({ title, introduction, cards, verdicts, parts }: Document): string {
  const out = new ReportPage();
  const body = [
    `<p>${prose(introduction)}</p>`,
    `<ul class="headline">${cards.map(cardHtml).join('')}</ul>`,
    verdicts.length > 0 ? `<div class="verdict">${verdicts.map((one) => `<p>${prose(one)}</p>`).join('')}</div>` : '',
    ...parts.map((part) => section(part.title, ...part.blocks.map((block) => blockHtml(block, out)))),
  ];
  return page(title, body.join('\n'));
}

function cardHtml({ what, value, beside }: Card): string {
  const below = beside.map((words) => `<span class="beside">${prose(words)}</span>`).join('');
  return `<li><span class="what">${escapeText(what)}</span><span class="value">${escapeText(value)}</span>${below}</li>`;
}

function blockHtml(block: Block, out: ReportPage): string {
  if (block.kind === 'text') return `<p>${prose(block.text)}</p>`;
  if (block.kind === 'warning') return `<p class="warnings">${prose(block.text)}</p>`;
  if (block.kind === 'list') return `<ul>${block.items.map((item) => `<li>${prose(item)}</li>`).join('')}</ul>`;
  if (block.kind === 'pairs') return `<div class="protocol">${definitions(block.pairs)}</div>`;
  if (block.kind === 'table') return out.table(block);
  return out.figure(block.svg, block.caption);
}

/** The same as Markdown, for a protocol or an application; plots are referred to by their files. */
export function documentMarkdown({ title, introduction, cards, verdicts, parts }: Document): string {
  let tables = 0;
  let figures = 0;
  const ofBlock = (block: Block): string => {
    if (block.kind === 'text') return literal(block.text);
    if (block.kind === 'warning') return `> **Note.** ${literal(block.text)}`;
    if (block.kind === 'list') return block.items.map((item) => `- ${literal(item)}`).join('\n');
    if (block.kind === 'pairs')
      return block.pairs.map(([name, value]) => `- ${literal(name)}: ${literal(value)}`).join('\n');
    if (block.kind === 'table') return tableMarkdown(block, ++tables);
    return `![${literal(block.caption)}](${block.file})\n\n**Figure ${++figures}.** ${literal(block.caption)}`;
  };
  const lines = [
    `# ${literal(title)}`,
    RESEARCH_USE,
    literal(introduction),
    cards
      .map(({ what, value, beside }) =>
        `- **${literal(what)}: ${literal(value)}.** ${beside.map(literal).join(' ')}`.trimEnd(),
      )
      .join('\n'),
    ...verdicts.map(literal),
    ...parts.flatMap((part) => [`## ${literal(part.title)}`, ...part.blocks.map(ofBlock)]),
  ];
  return `${lines.filter((line) => line !== '').join('\n\n')}\n`;
}

function tableMarkdown({ caption, head, rows, notes = [] }: TableOptions, number: number): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => literal(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = `| ${head.map((_, k) => (k === 0 ? '---' : '---:')).join(' | ')} |`;
  const body = [line(head), rule, ...rows.map(line)].join('\n');
  return [`**Table ${number}.** ${literal(caption)}`, body, ...notes.map(literal)].join('\n\n');
}

/** Text that Markdown shows as it is. */
function literal(words: string): string {
  return words.replace(/[\\`*_<>[\]]/g, (letter) => `\\${letter}`);
}

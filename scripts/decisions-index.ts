/** Writes docs/decisions/README.md: the template of a decision, and a table of all pages. Part of `npm run docs`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const HEAD = `# Decisions

One page for each choice that a maintainer might want to undo. The template:

\`\`\`markdown
# NNNN. Title

Date: YYYY-MM-DD · Status: accepted

**Context**

**Decision**

**Considered instead**

**Consequences**
\`\`\`

Each part is a short paragraph or a list, and figures in it are measured. A decision that is replaced stays, with the status
\`superseded by NNNN\`. A test holds the template and this index; \`npm run docs\` writes the index.

| | decision | date | status |
| --- | --- | --- | --- |
`;

/** The index of the pages in a folder. */
export function decisionsIndex(folder: string): string {
  const pages = readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .sort();
  const rows = pages.map((name) => {
    const [, number, title, date, status] =
      /^# (\d{4})\. (.+)\n\nDate: (\S+) · Status: (.+)\n/.exec(readFileSync(join(folder, name), 'utf8')) ?? [];
    return `| [${number}](${name}) | ${title} | ${date} | ${status} |\n`;
  });
  return HEAD + rows.join('');
}

if (import.meta.main) {
  const folder = join(resolve(import.meta.dirname, '..'), 'docs', 'decisions');
  writeFileSync(join(folder, 'README.md'), decisionsIndex(folder));
}

/** The inspection page: takes a folder, has it inspected by a worker, and shows what was found. */
import type { InspectionInWords } from '@radscore/imaging';
import { type ChosenFile, filesOfDrop, filesOfInput, MANIFEST_FILE } from '../engine/chosen-files.ts';
import { EngineClient } from '../engine/engine-client.ts';
import { blobWorkers } from './blob-worker.ts';

const element = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const input = element('folder') as HTMLInputElement;
const drop = element('drop');
const answer = element('answer');

const engine = new EngineClient(blobWorkers());
let inspecting = new AbortController();

input.addEventListener('change', () => inspect(Promise.resolve(filesOfInput(input.files as FileList))));
// A folder that misses the field must not be opened by the browser instead of the page.
addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.classList.add('over');
});
addEventListener('dragleave', () => drop.classList.remove('over'));
addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  if (event.dataTransfer) inspect(filesOfDrop(event.dataTransfer.items));
});

/** Inspects what was chosen last; an inspection that is still going on is given up. */
async function inspect(choosing: Promise<ChosenFile[]>): Promise<void> {
  inspecting.abort();
  const own = new AbortController();
  inspecting = own;
  answer.replaceChildren(paragraph('Reading …', 'status'));
  try {
    const chosen = await choosing;
    const files = chosen.filter(({ name }) => name !== MANIFEST_FILE);
    const { words, json } = await engine.inspect(files, { signal: own.signal });
    show(words, json, files.length < chosen.length);
  } catch (error) {
    if (own.signal.aborted) return;
    answer.replaceChildren(paragraph(`No verdict: ${error instanceof Error ? error.message : error}`, 'status'));
  }
}

function show(words: InspectionInWords, json: string, hasManifest: boolean): void {
  const verdict = paragraph(words.verdict, 'verdict');
  verdict.classList.add(words.verdict.slice(0, words.verdict.indexOf(':')));
  const notes = hasManifest
    ? [...words.notes, `note: ${MANIFEST_FILE} was not read: \`radscore inspect\` also checks a study against it.`]
    : words.notes;
  answer.replaceChildren(
    verdict,
    ...section('Findings', words.findings),
    ...section('Images', words.images),
    ...section(
      'Regions of interest',
      words.regions.flatMap(({ region, more }) => [region, ...more]),
    ),
    ...section('Proposed manifest', words.proposal),
    ...section('Notes', notes),
    ...section('De-identification', [words.receipt]),
    saving(json),
  );
}

function section(title: string, sentences: readonly string[]): HTMLElement[] {
  if (sentences.length === 0) return [];
  const heading = document.createElement('h2');
  heading.textContent = title;
  const list = document.createElement('ul');
  list.append(
    ...sentences.map((sentence) => {
      const item = document.createElement('li');
      item.textContent = sentence;
      return item;
    }),
  );
  return [heading, list];
}

function saving(json: string): HTMLElement {
  const link = document.createElement('a');
  link.id = 'save';
  link.download = 'inspection.json';
  link.href = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  link.textContent = 'Save as JSON';
  return link;
}

function paragraph(text: string, name: string): HTMLElement {
  const element = document.createElement('p');
  element.className = name;
  element.textContent = text;
  return element;
}

/** The inspection page: takes a folder, has it inspected by a worker, and shows what was found. */
import type { InspectionInWords } from '@radscore/imaging';
import { filesOfDrop, filesOfInput, MANIFEST_FILE } from './chosen-files.ts';
import type { ChosenFile, InspectionAnswer, InspectionRequest } from './messages.ts';

const element = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const input = element('folder') as HTMLInputElement;
const drop = element('drop');
const answer = element('answer');

let worker: Worker | undefined;

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
  worker?.terminate();
  answer.replaceChildren(paragraph('Reading …', 'status'));
  try {
    const chosen = await choosing;
    const files = chosen.filter(({ name }) => name !== MANIFEST_FILE);
    const found = await inWorker({ files });
    if ('failure' in found) throw new Error(found.failure);
    show(found.words, found.json, files.length < chosen.length);
  } catch (error) {
    answer.replaceChildren(paragraph(`No verdict: ${error instanceof Error ? error.message : error}`, 'status'));
  }
}

function inWorker(request: InspectionRequest): Promise<InspectionAnswer> {
  const source = new Blob([element('worker').textContent ?? ''], { type: 'text/javascript' });
  const url = URL.createObjectURL(source);
  const own = new Worker(url);
  worker = own;
  return new Promise<InspectionAnswer>((done, fail) => {
    own.addEventListener('message', ({ data }: MessageEvent<InspectionAnswer>) => done(data));
    own.addEventListener('error', ({ message }) => fail(new Error(message || 'the inspection ended early')));
    own.postMessage(request);
  }).finally(() => {
    own.terminate();
    URL.revokeObjectURL(url);
  });
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

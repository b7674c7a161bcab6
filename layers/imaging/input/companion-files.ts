/** Files that systems, discs and viewers leave beside images, by their names: none of them is a damaged slice. */

/** What a file beside images is. */
export type CompanionKind = 'system file' | 'directory' | 'picture' | 'document' | 'text' | 'program';

/** Names that systems and discs give to files of their own, wherever they lie; hidden files begin with a dot. */
const SYSTEM_NAMES =
  /^(\..+|thumbs\.db|ehthumbs(_vista)?\.db|desktop\.ini|folder\.(jpg|png)|albumart\w{0,40}\.jpg|autorun(\.inf)?|lockfile|version|icon\r|iconcache\.db|pspbrwse\.jbf|picasa\.ini)$/i;

/** Folders of systems: trash, indexes, and the second halves of files that macOS packs into archives. */
const SYSTEM_FOLDERS = /(^|[/\\])(__macosx|\$recycle\.bin|recycler|system volume information|lost\+found|@eadir)[/\\]/i;

/** Kinds by the last part of a name. */
const BY_ENDING: ReadonlyMap<string, CompanionKind> = new Map([
  ...endings('system file', 'lnk url icns ico webloc'),
  ...endings('picture', 'jpg jpeg jpe jfif png bmp gif tif tiff webp svg heic'),
  ...endings('document', 'pdf rtf doc docx xls xlsx ppt pptx odt ods odp chm'),
  ...endings('text', 'txt md htm html xhtml xml log ini inf cfg conf config properties yaml yml toml'),
  ...endings(
    'program',
    'exe dll jar com bat cmd msi cab ocx sys so dylib class app dmg sh ps1 vbs manifest pdb jnlp css js xsl xslt dtd xsd ttf otf woff woff2 eot',
  ),
]);

function endings(kind: CompanionKind, list: string): (readonly [string, CompanionKind])[] {
  return list.split(' ').map((ending) => [ending, kind] as const);
}

/**
 * What a file is by its name, if it is one of those that hold no image. Nothing is said of its content: a name without a
 * known ending, as slices have (`IM0007`), is never among them, so that a slice whose beginning is damaged stays a finding.
 */
export function companionKind(name: string): CompanionKind | undefined {
  const own = ownName(name);
  if (SYSTEM_NAMES.test(own) || SYSTEM_FOLDERS.test(name)) return 'system file';
  if (/^dicomdir$/i.test(own)) return 'directory';
  return BY_ENDING.get(endingOf(own));
}

function ownName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

function endingOf(own: string): string {
  const dot = own.lastIndexOf('.');
  return dot < 0 ? '' : own.slice(dot + 1).toLowerCase();
}

/**
 * The note on files that were left out, by kind and count: `2 system files (thumbs.db, desktop.ini), 1 picture (.jpg)`. Their
 * own names are not repeated, as far as somebody chose them.
 */
export function leftOutNotes(
  names: readonly string[],
): { readonly code: 'files-left-out'; readonly message: string }[] {
  const byKind = new Map<CompanionKind, string[]>();
  for (const name of names) {
    const kind = companionKind(name);
    const own = kind && byKind.get(kind);
    if (own) own.push(name);
    else if (kind) byKind.set(kind, [name]);
  }
  const count = [...byKind.values()].reduce((sum, { length }) => sum + length, 0);
  if (count === 0) return [];
  const kinds = [...byKind].map(([kind, own]) => {
    const shown = [...new Set(own.map((name) => shownName(name, kind)))].sort();
    const plural = kind === 'directory' ? 'directories' : `${kind}s`;
    return `${own.length} ${own.length === 1 ? kind : plural} (${shown.slice(0, MOST_SHOWN).join(', ')}${shown.length > MOST_SHOWN ? ', …' : ''})`;
  });
  const files = count === 1 ? '1 file that holds' : `${count} files that hold`;
  return [{ code: 'files-left-out', message: `left out ${files} no image: ${kinds.join(', ')}.` }];
}

const MOST_SHOWN = 8;

/** Names of systems as they are; of names that people chose no more than the ending. */
function shownName(name: string, kind: CompanionKind): string {
  const own = ownName(name).toLowerCase();
  if (kind === 'directory') return 'DICOMDIR';
  if (kind !== 'system file') return `.${endingOf(own)}`;
  if (own.startsWith('._')) return '._*';
  if (/^\.ds_store$/.test(own)) return '.DS_Store';
  if (own.startsWith('.')) return 'hidden';
  return SYSTEM_NAMES.test(own) && !own.startsWith('albumart') ? own.trim() : 'of a system folder';
}

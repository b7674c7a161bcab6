/** The keys of volume selections, alone: the command line checks `--select` before it loads any reader. */

/** The keys of the texts that select a volume; the same on the command line, in messages and, in words, in a manifest. */
export const SELECTION_KEYS = {
  b: 'bValue',
  phase: 'phase',
  kind: 'kind',
  type: 'imageType',
  component: 'component',
  echo: 'echo',
  te: 'echoTime',
  ti: 'inversionTime',
  flip: 'flipAngle',
  tr: 'repetitionTime',
} as const;

/** Draws the picture of the README: nomogram and ROC curves of the demonstration, labelled as synthetic. */
// usage: npm run readme-picture; some minutes, as every file is made and read. The plots are those of the product.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PROTOCOL_IDS, protocolById, wordsOfVariables } from '@radscore/pipeline/fitting';
import { type About, plotsOf } from '@radscore/statistics';
import { fitSeed } from './demonstration/fit.ts';

const SEED = 1;
const LABEL = `Synthetic cohort of 133 drawn patients (demonstration, seed ${SEED}). Not clinical evidence. Research use only.`;
const HEAD = 34;

/** A plot as part of a picture, at a height. */
function part(svg: string, y: number): { readonly markup: string; readonly width: number; readonly height: number } {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  if (width === undefined) throw new Error('got a plot without a viewBox; wanted one of the product');
  // In light colours always: the strip around the plots has no dark ones.
  const light = svg.replace(/<style>[\s\S]*?<\/style>/, '');
  const markup = light.replace(/^[\s\S]*?<svg /, `<svg x="0" y="${y}" `).replace(/ width="[\d.]+" height="[\d.]+"/, '');
  return {
    markup: markup.replace('<svg ', `<svg width="${width}" height="${height}" `),
    width: Number(width),
    height: Number(height),
  };
}

const { model, evaluation } = await fitSeed(SEED);
/** Words as the service keeps them with a version. */
const about: About = {
  version: '',
  table: 'demonstration',
  sha256: '',
  outcome: 'pCR',
  positive: 'pCR',
  negative: 'no pCR',
  split: { by: 'column', column: 'centre' },
  protocol: model.protocol.id,
  variables: wordsOfVariables(protocolById(PROTOCOL_IDS[0]).clinical),
};
const plots = plotsOf({ ...model, about }, evaluation);
const nomogram = part(plots['nomogram.svg'], HEAD);
const roc = part(plots['roc.svg'], HEAD + nomogram.height);
const width = Math.max(nomogram.width, roc.width);
const height = HEAD + nomogram.height + roc.height;
const picture =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${LABEL}">` +
  `<title>${LABEL}</title><rect width="${width}" height="${height}" fill="#ffffff"/>` +
  `<text x="14" y="22" font-family="system-ui, sans-serif" font-size="14" font-weight="600" fill="#b03a00">${LABEL}</text>` +
  `${nomogram.markup}${roc.markup}</svg>\n`;
const folder = join(resolve(import.meta.dirname, '..'), 'docs', 'images');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'demonstration.svg'), picture);
console.error(`docs/images/demonstration.svg: ${(picture.length / 1000).toFixed(0)} kB, ${width} × ${height}`);

/** All benchmarks, one after the other. usage: npm run bench */
await import('./statistics.ts');
await import('./radiomics.ts');
await import('./command.ts');
await import('./predictions.ts');
await import('./browser.ts');
await import('./studies-list.ts');

// All benchmarks. usage: npm run bench
await import('./radiomics.ts');

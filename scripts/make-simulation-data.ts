/** Writes `node/data/measured.json` anew from the committed measurements. */
import { writeFileSync } from 'node:fs';
import { measuredFigures } from './simulation/measuredFigures.js';

const root = new URL('../', import.meta.url);
writeFileSync(
  new URL('node/data/measured.json', root),
  `${JSON.stringify(measuredFigures(root), undefined, 2)}\n`,
);

/** A simulation in a process of its own, for a test that kills it: a line for each step. */
import type { Settings } from '../../src/simulate/settings.js';
import { Simulation } from '../../src/simulate/simulation.js';

const [folder, settings] = process.argv.slice(2) as [string, string];
const simulation = await Simulation.open(folder, JSON.parse(settings) as Settings);
while (simulation.step < 12) {
  await simulation.advance();
  process.stdout.write(`${simulation.step}\n`);
}
// It waits to be killed.
process.stdout.write('all\nof it\n');
setInterval(() => undefined, 1000);

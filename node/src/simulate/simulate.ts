import { type Comparison, compareAlternatives } from './alternatives.js';
import { type Figures, readFigures } from './figures.js';
import { type Result, runScenarios } from './results.js';
import { makeSettings, type Settings } from './settings.js';

/** What a simulation shows. */
export interface Simulation {
  settings: Settings;
  results: Result[];
  /** For contracts of rising size. */
  alternatives: Comparison[];
  /** Where the figures are from. */
  sources: Record<string, string>;
}

/**
 * Simulates pre-checking, and compares it with what else there is. The same settings give the same simulation.
 *
 * @throws SimulationError `simulation/settings`, `simulation/data`
 */
export function simulate(input: unknown = {}, figures: Figures = readFigures()): Simulation {
  const settings = makeSettings(input);
  const published = Object.entries(figures.published).map(
    ([name, { value, unit, source }]) => [name, `${value} ${unit}: ${source}`] as const,
  );
  const assumed = Object.entries(figures.assumed).map(
    ([name, { value, unit, why }]) => [name, `assumed ${value} ${unit}: ${why}`] as const,
  );
  return {
    settings,
    results: runScenarios(settings, figures),
    alternatives: compareAlternatives(settings, figures),
    sources: {
      ...figures.sources,
      ...Object.fromEntries([...published, ...assumed]),
      memoryGiB: `assumed: ${figures.memoryGiB.why}`,
    },
  };
}

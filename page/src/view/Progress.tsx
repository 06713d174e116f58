import { STEPS, type Step } from '../check/report.js';

const WORDS: Record<Step, string> = {
  read: 'Reading the files',
  decode: 'Decoding the receipt',
  policy: 'Reading the policy',
  proof: 'Checking the proof, and what it is about',
  artifact: 'Comparing the artifact',
};

/** How far a check is, with a button to stop it. */
export function Progress({ step, onStop }: { step: Step; onStop: () => void }) {
  const done = STEPS.indexOf(step);
  return (
    <section class="card progress" aria-labelledby="progress-words">
      <p id="progress-words">{WORDS[step]} …</p>
      <progress value={done + 0.5} max={STEPS.length} aria-labelledby="progress-words" />
      <button type="button" onClick={onStop}>
        Stop
      </button>
    </section>
  );
}

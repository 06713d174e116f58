/** The command that says what is missing for what. */
import { EXIT_REFUSED, textTable, visible } from '@zkcwasm/verifier/internal';
import { type Command, Option } from 'commander';
import { diagnose } from '../doctor/diagnose.js';
import { type Diagnosis, type Finding, PURPOSE_WORDS, PURPOSES, type Purpose } from '../doctor/finding.js';
import { exitWithUsage } from './exitWithUsage.js';
import { report } from './output.js';

interface DoctorOptions {
  for: Purpose[];
  json?: boolean;
}

/** Building is for who changes the native programs, or has none yet. */
const USUAL = PURPOSES.filter((purpose) => purpose !== 'build');

/** Adds `zkcwasm doctor`: exit code 0 where all that was asked for can be done, else 1. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('say what this machine can be used for, and what is missing for the rest')
    .addOption(
      new Option('--for <purposes...>', 'purposes that must be possible for the exit code to be 0')
        .choices(PURPOSES)
        .default([...USUAL], USUAL.join(', ')),
    )
    .option('--json', 'print one JSON object')
    .exitOverride(exitWithUsage)
    .action((options: DoctorOptions) =>
      report(
        options,
        async () => {
          const diagnosis = await diagnose();
          const ok = options.for.every((purpose) => diagnosis.can[purpose]);
          if (!ok) process.exitCode = EXIT_REFUSED;
          return { ok, askedFor: options.for, ...diagnosis };
        },
        doctorInWords,
      ),
    );
}

function doctorInWords({ findings, can, askedFor }: Diagnosis & { askedFor: Purpose[] }): string {
  const rows = findings.map((finding) => [stateOf(finding), finding.name, finding.found]);
  const advice = findings.flatMap(({ ok, name, advice }) =>
    ok || advice === undefined ? [] : [`  ${visible(`${name}: ${advice}`)}\n`],
  );
  const verdicts = PURPOSES.map((purpose) => [
    can[purpose] ? 'yes' : askedFor.includes(purpose) ? 'NO' : 'no',
    PURPOSE_WORDS[purpose],
    can[purpose] ? '' : `missing: ${missingFor(purpose, findings)}`,
  ]);
  return [
    textTable(rows),
    ...(advice.length === 0 ? [] : [`What to do:\n${advice.join('')}`]),
    `What this machine can be used for:\n${textTable(verdicts)}`,
  ].join('\n');
}

function stateOf({ ok, neededFor }: Finding): string {
  if (ok) return 'ok';
  return neededFor.length === 0 ? 'optional' : 'missing';
}

function missingFor(purpose: Purpose, findings: readonly Finding[]): string {
  return findings
    .filter(({ ok, neededFor }) => !ok && neededFor.includes(purpose))
    .map(({ name }) => name)
    .join(', ');
}

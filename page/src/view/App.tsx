import { useEffect, useRef, useState } from 'preact/hooks';
import { type FileKind, type GivenFile, kindOf } from '../check/files.js';
import type { Report, Step } from '../check/report.js';
import { runCheck } from '../check/runCheck.js';
import { Icon } from './icons.js';
import { Progress } from './Progress.js';
import { Refusal } from './Refusal.js';
import { Slots } from './Slots.js';
import { Statement } from './Statement.js';

type State =
  | { name: 'waiting' }
  | { name: 'checking'; step: Step }
  | { name: 'done'; report: Report }
  | { name: 'failed'; message: string };

/** The page: files on top, then how far the check is, then the verdict. */
export function App() {
  const [given, setGiven] = useState<readonly GivenFile[]>([]);
  const [trustTuned, setTrustTuned] = useState(false);
  const [takeRefusals, setTakeRefusals] = useState(false);
  const [state, setState] = useState<State>({ name: 'waiting' });
  const [notice, setNotice] = useState('');
  const [over, setOver] = useState(false);
  const result = useRef<HTMLDivElement>(null);
  const [receipt] = of(given, 'receipt');
  const [policy] = of(given, 'policy');
  const modules = of(given, 'module');
  const artifacts = of(given, 'artifact');

  // A check begins by itself as soon as there is enough for one, and anew whenever something changes.
  useEffect(() => {
    if (receipt === undefined || modules.length === 0) {
      setState({ name: 'waiting' });
      return undefined;
    }
    setState({ name: 'checking', step: 'read' });
    const running = runCheck({ receipt, modules, artifacts, policy, trustTuned, takeRefusals }, (step) =>
      setState({ name: 'checking', step }),
    );
    running.report.then(
      (report) => setState({ name: 'done', report }),
      (error: Error) => setState({ name: 'failed', message: error.message }),
    );
    return running.stop;
  }, [given, trustTuned, takeRefusals]);

  // Where the verdict is, the reader should be: for who sees and for who hears.
  useEffect(() => {
    if (state.name !== 'done' && state.name !== 'failed') return;
    const heading = result.current?.querySelector<HTMLElement>('#verdict');
    heading?.focus({ preventScroll: true });
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    result.current?.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'nearest' });
  }, [state]);

  const add = (kind: FileKind, files: readonly File[]) => {
    if (files.length === 0) return;
    setNotice('');
    setGiven((before) => added(before, kind, files));
  };
  const sort = async (files: readonly File[]) => {
    const unknown: string[] = [];
    const kinds = await Promise.all(files.map((file) => kindOf(file).catch(() => undefined)));
    files.forEach((file, i) => {
      const kind = kinds[i];
      if (kind === undefined) unknown.push(file.name);
      else add(kind, [file]);
    });
    if (unknown.length > 0) {
      setNotice(
        `Neither receipt, module, artifact nor policy: ${unknown.join(', ')}. To have it checked all the same, choose it in its place.`,
      );
    }
  };
  // The whole page takes what is dropped.
  useEffect(() => {
    const has = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const onOver = (event: DragEvent) => {
      if (!has(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!has(event)) return;
      event.preventDefault();
      setOver(false);
      void sort([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', onOver);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onOver);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
    };
  }, []);

  return (
    <>
      <header>
        <p class="brand">
          <Icon name="seal" /> zkcwasm
        </p>
        <h1>Check a compile receipt</h1>
        <p class="lead">
          A receipt proves what a compiler made of a WebAssembly module, and what it took. This page verifies
          the proof on your machine. Nothing is uploaded: it has no way to.
        </p>
      </header>
      <main>
        <section class="card files" aria-labelledby="files">
          <h2 id="files" class="unseen">
            Files
          </h2>
          <label
            class={['drop', ...(over ? ['over'] : []), ...(given.length > 0 ? ['small'] : [])].join(' ')}
          >
            <Icon name="drop" />
            <span>
              <strong>{given.length > 0 ? 'Drop more files' : 'Drop a receipt and its module'}</strong>{' '}
              <span>or choose files</span>
            </span>
            <input
              type="file"
              multiple
              data-kind="any"
              onChange={({ currentTarget }) => {
                void sort([...(currentTarget.files ?? [])]);
                currentTarget.value = '';
              }}
            />
          </label>
          <Slots
            given={given}
            onChoose={add}
            onRemove={(gone) => {
              setGiven((before) => before.filter((each) => each !== gone));
              focusOn(gone.kind);
            }}
          />
          {policy === undefined && (
            <fieldset>
              <legend>Without a policy file, upstream’s compilers are trusted. Take as well:</legend>
              <label>
                <input
                  type="checkbox"
                  name="tuned"
                  checked={trustTuned}
                  onChange={(e) => setTrustTuned(e.currentTarget.checked)}
                />
                <span>
                  tuned compilers <small>(same artifacts, other cycles)</small>
                </span>
              </label>
              <label>
                <input
                  type="checkbox"
                  name="refusals"
                  checked={takeRefusals}
                  onChange={(e) => setTakeRefusals(e.currentTarget.checked)}
                />
                <span>
                  proved refusals <small>(the compiler said no)</small>
                </span>
              </label>
            </fieldset>
          )}
          {notice !== '' && (
            <p class="notice" role="alert">
              {notice}
            </p>
          )}
        </section>
        <p class="unseen" role="status">
          {spoken(state, receipt !== undefined, modules.length > 0)}
        </p>
        <div ref={result} class="result">
          {state.name === 'waiting' && (receipt !== undefined || modules.length > 0) && (
            <p class="card waiting">
              {receipt === undefined
                ? 'Now the receipt that is about this module.'
                : 'Now the module that the receipt is about.'}
            </p>
          )}
          {state.name === 'checking' && (
            <Progress
              step={state.step}
              onStop={() => {
                setGiven([]);
                focusOn('any');
              }}
            />
          )}
          {state.name === 'failed' && (
            <section class="card refusal" aria-labelledby="verdict">
              <h2 id="verdict" tabIndex={-1}>
                <Icon name="cross" /> The check could not be made
              </h2>
              <p class="todo">
                This is a fault of the page or of the browser, and says nothing about the receipt. Try a
                current browser, or the command <code>zkcwasm-verify</code>.
              </p>
              <p>
                <small>{state.message}</small>
              </p>
            </section>
          )}
          {state.name === 'done' && (
            <Verdict
              report={state.report}
              policyGiven={policy !== undefined}
              trustTuned={() => setTrustTuned(true)}
              takeRefusals={() => setTakeRefusals(true)}
            />
          )}
        </div>
      </main>
      <footer>
        <p>
          The verifier is <code>@zkcwasm/verifier</code>, the same that nodes use. MIT or Apache-2.0.
        </p>
      </footer>
    </>
  );
}

function Verdict({
  report,
  policyGiven,
  trustTuned,
  takeRefusals,
}: {
  report: Report;
  policyGiven: boolean;
  trustTuned: () => void;
  takeRefusals: () => void;
}) {
  if (report.verdict === 'refused') {
    return (
      <Refusal
        refused={report.refused}
        onTrustTuned={policyGiven ? undefined : trustTuned}
        onTakeRefusals={policyGiven ? undefined : takeRefusals}
      />
    );
  }
  const { statements, others, unused, ownPolicy, took, policyDigest } = report;
  const refusals = statements.filter(({ statement }) => statement.outcome === 'rejected').length;
  const what =
    statements.length > 1
      ? `${statements.length} statements`
      : refusals === 1
        ? 'the refusal is proved'
        : 'the compilation is proved';
  return (
    <>
      <section
        class={refusals === statements.length ? 'verdict refused-module' : 'verdict'}
        aria-labelledby="verdict"
      >
        <h2 id="verdict" tabIndex={-1}>
          <Icon name="check" /> Verified: {what}
        </h2>
        <p>
          Under {ownPolicy ? 'your policy' : 'the policy of this page'}, in {Math.max(1, Math.round(took))}{' '}
          ms.
          {others > 0 &&
            ` ${others} more ${others === 1 ? 'statement' : 'statements'} of the aggregate ${others === 1 ? 'is' : 'are'} about other modules.`}
          {unused.length > 0 && ` The receipt is not about ${unused.join(', ')}.`}
          <small>Policy {policyDigest.slice(0, 16)}…</small>
        </p>
      </section>
      {statements.map((verified) => (
        <Statement key={verified.index ?? 0} verified={verified} headed={statements.length > 1} />
      ))}
    </>
  );
}

/** The button that was pressed goes away: who has no mouse goes on at the place for such files, and not at the top of the page. */
function focusOn(kind: FileKind | 'any'): void {
  document.querySelector<HTMLInputElement>(`input[data-kind=${kind}]`)?.focus();
}

/** What a screen reader says of the state. */
function spoken(state: State, receipt: boolean, module: boolean): string {
  switch (state.name) {
    case 'waiting':
      return receipt === module
        ? ''
        : receipt
          ? 'Receipt given; the module is missing.'
          : 'Module given; the receipt is missing.';
    case 'checking':
      return 'Checking.';
    case 'failed':
      return 'The check could not be made.';
    case 'done':
      return state.report.verdict === 'verified' ? 'Verified.' : 'Refused.';
  }
}

function of(given: readonly GivenFile[], kind: FileKind): File[] {
  return given.filter((each) => each.kind === kind).map(({ file }) => file);
}

/** One receipt and one policy; modules and artifacts are kept beside each other, each once. A new receipt begins a new check. */
function added(before: readonly GivenFile[], kind: FileKind, files: readonly File[]): GivenFile[] {
  const fresh = files.map((file) => ({ kind, file }));
  if (kind === 'receipt' || kind === 'policy') {
    return [...before.filter((each) => each.kind !== kind), ...fresh.slice(-1)];
  }
  const names = new Set(files.map(({ name }) => name));
  return [...before.filter((each) => each.kind !== kind || !names.has(each.file.name)), ...fresh];
}

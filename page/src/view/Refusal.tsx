import type { Refused } from '../check/report.js';
import { adviceOn } from '../words/advice.js';
import { bytesText, short } from '../words/numbers.js';
import { Icon } from './icons.js';

/** Why nothing is proved, and what to do. */
export function Refusal({
  refused,
  onTrustTuned,
  onTakeRefusals,
}: {
  refused: Refused;
  /** Absent where a policy file decides. */
  onTrustTuned?: (() => void) | undefined;
  onTakeRefusals?: (() => void) | undefined;
}) {
  const { code, message, hint, claims } = refused;
  const { title, todo } = adviceOn(refused);
  return (
    <section class="card refusal" aria-labelledby="verdict">
      <h2 id="verdict" tabIndex={-1}>
        <Icon name="cross" /> Refused: <span>{lowerFirst(title)}</span>
      </h2>
      <p class="todo">{todo}</p>
      {code === 'image/source' && onTrustTuned !== undefined && (
        <button type="button" class="primary" onClick={onTrustTuned}>
          Take tuned images, and check again
        </button>
      )}
      {code === 'policy/rejected-module' && onTakeRefusals !== undefined && (
        <button type="button" class="primary" onClick={onTakeRefusals}>
          Count proved refusals, and check again
        </button>
      )}
      <dl class="facts">
        <div>
          <dt>The verifier says</dt>
          <dd>
            {message}
            {hint !== undefined && <small>{hint}</small>}
          </dd>
        </div>
        <div>
          <dt>Code</dt>
          <dd>
            <code>{code}</code>
          </dd>
        </div>
      </dl>
      {claims !== undefined && (
        <details>
          <summary>What the receipt says of itself, unverified</summary>
          <p>
            Image <code>{short(claims.imageId)}</code>, {claims.sealKind} seal. About:
          </p>
          <ul>
            {claims.statements.slice(0, 20).map(({ wasmDigest, wasmBytes, outcome, target }) => (
              <li key={`${wasmDigest} ${target}`}>
                module <code>{short(wasmDigest)}</code>, {bytesText(wasmBytes)}, {outcome}, {target}
              </li>
            ))}
          </ul>
          {claims.statements.length > 20 && <p>and {claims.statements.length - 20} more.</p>}
        </details>
      )}
    </section>
  );
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

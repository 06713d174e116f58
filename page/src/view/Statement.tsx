import type { LimitName, MetricName } from '@zkcwasm/verifier';
import type { ComponentChildren } from 'preact';
import type { Verified } from '../check/report.js';
import { assumptionsOf } from '../words/assumptions.js';
import { LIMIT_WORDS, METRIC_WORDS } from '../words/limits.js';
import { bytesText, grouped } from '../words/numbers.js';
import { boundsWords, contextWords, statementWords } from '../words/statement.js';
import { Digest } from './Digest.js';

/** One verified statement: in a sentence, then its bounds, what it is about, what it rests on, and all the rest on demand. */
export function Statement({ verified, headed }: { verified: Verified; headed: boolean }) {
  const { statement, image, index, artifact, module } = verified;
  const context = contextWords(statement.context);
  const id = `statement-${index ?? 0}`;
  return (
    <article class="card statement" aria-labelledby={id}>
      <h3 id={id} class={headed ? '' : 'unseen'}>
        {headed ? `${module}, statement ${(index ?? 0) + 1}` : 'What is proved'}
      </h3>
      <p class="sentence">{statementWords(verified)}</p>
      <dl class="figures">
        {boundsWords(verified).map(({ term, value, note }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>
              <span class="value">{value}</span>
              <small>{note}</small>
            </dd>
          </div>
        ))}
      </dl>
      <dl class="facts">
        <Fact term="Module">
          <Digest hex={statement.wasmDigest} of="the digest of the module" />
        </Fact>
        {statement.artifactDigest !== undefined && (
          <Fact term="Artifact">
            <Digest hex={statement.artifactDigest} of="the digest of the artifact" />
            <small class={artifact === undefined ? '' : 'good'}>
              {artifact === undefined
                ? 'No file given: compare this SHA-256, or add the .cwasm.'
                : `${artifact} is this artifact, byte for byte.`}
            </small>
          </Fact>
        )}
        <Fact term="Image">
          <Digest hex={image.id} of="the image ID" />
          <small>
            {image.name}, {image.source}, {image.status}
          </small>
        </Fact>
        <Fact term="Bound to">
          {context === undefined ? (
            'no place: this receipt can be shown anywhere'
          ) : (
            <Digest hex={context} of="the context" />
          )}
        </Fact>
        {verified.price !== undefined && <Fact term="Price">{grouped(verified.price)}</Fact>}
      </dl>
      <div class="more">
        <details>
          <summary>Limits that were in force</summary>
          <p>The module kept to each of them; over one, it would have been refused.</p>
          <Numbers of={statement.limits} words={(name) => LIMIT_WORDS[name as LimitName]} />
        </details>
        <details>
          <summary>What was measured</summary>
          <Numbers of={statement.metering} words={(name) => METRIC_WORDS[name as MetricName]} />
        </details>
        <details open={!headed}>
          <summary>What this rests on</summary>
          <ul class="assumptions">
            {assumptionsOf(verified).map(({ name, words }) => (
              <li key={name}>
                <strong>{name}.</strong> {words}
              </li>
            ))}
          </ul>
        </details>
        <details>
          <summary>The statement as JSON</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse must be able to scroll it. */}
          <pre tabIndex={0}>{JSON.stringify(statement, null, 2)}</pre>
        </details>
      </div>
    </article>
  );
}

function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Numbers({
  of,
  words,
}: {
  of: Record<string, string>;
  words: (name: string) => { words: string; bytes?: true } | undefined;
}) {
  return (
    <dl class="numbers">
      {Object.entries(of).map(([name, digits]) => {
        const known = words(name);
        return (
          <div key={name}>
            <dt>{known?.words ?? name}</dt>
            <dd>{known?.bytes ? bytesText(digits) : grouped(digits)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

import type { FileKind, GivenFile } from '../check/files.js';
import { bytesText } from '../words/numbers.js';
import { Icon } from './icons.js';

/** What can be given, in the order in which it is asked for. */
const SLOTS: readonly {
  kind: FileKind;
  name: string;
  hint: string;
  accept: string;
  icon: 'seal' | 'cube' | 'file' | 'sliders';
}[] = [
  { kind: 'receipt', name: 'Receipt', hint: '.receipt', accept: '.receipt,application/cbor', icon: 'seal' },
  { kind: 'module', name: 'Module', hint: '.wasm', accept: '.wasm,application/wasm', icon: 'cube' },
  { kind: 'artifact', name: 'Artifact', hint: '.cwasm, optional', accept: '.cwasm', icon: 'file' },
  {
    kind: 'policy',
    name: 'Policy',
    hint: '.json, optional',
    accept: '.json,application/json',
    icon: 'sliders',
  },
];

/** One place for each kind of file: a button that chooses, and what was chosen, with a button to take it away. */
export function Slots({
  given,
  onChoose,
  onRemove,
}: {
  given: readonly GivenFile[];
  onChoose: (kind: FileKind, files: File[]) => void;
  onRemove: (file: GivenFile) => void;
}) {
  return (
    <ul class="slots">
      {SLOTS.map(({ kind, name, hint, accept, icon }) => {
        const files = given.filter((file) => file.kind === kind);
        const several = kind === 'module' || kind === 'artifact';
        return (
          <li key={kind} class={files.length > 0 ? 'slot filled' : 'slot'}>
            <label class="choose">
              <Icon name={files.length > 0 ? 'check' : icon} />
              <span>
                <strong>{name}</strong> <small>{hint}</small>
              </span>
              <input
                type="file"
                accept={accept}
                multiple={several}
                data-kind={kind}
                onChange={({ currentTarget }) => {
                  onChoose(kind, [...(currentTarget.files ?? [])]);
                  currentTarget.value = '';
                }}
              />
            </label>
            {files.map((each) => (
              <div class="given" key={`${each.file.name} ${each.file.size} ${each.file.lastModified}`}>
                <span class="name" title={each.file.name}>
                  {each.file.name}
                </span>
                <small>{bytesText(`${each.file.size}`)}</small>
                <button
                  type="button"
                  class="remove"
                  aria-label={`Take ${each.file.name} away`}
                  onClick={() => onRemove(each)}
                >
                  <Icon name="cross" />
                </button>
              </div>
            ))}
          </li>
        );
      })}
    </ul>
  );
}

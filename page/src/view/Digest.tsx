import { useState } from 'preact/hooks';

/** A digest in full, on two lines, with a button that copies it. */
export function Digest({ hex, of }: { hex: string; of: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(hex);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch {
      // Without the right to the clipboard the text can still be selected.
    }
  };
  return (
    <span class="digest">
      <code>{hex}</code>
      <button type="button" onClick={copy} aria-label={`Copy ${of}`}>
        {copied ? 'copied' : 'copy'}
      </button>
      <span class="unseen" role="status">
        {copied ? `Copied ${of}.` : ''}
      </span>
    </span>
  );
}

import { useState } from 'preact/hooks';
import { say } from '../../service/language.ts';
import { Button } from '../parts.tsx';

/** Copies a text to the clipboard. Shows nothing where the browser forbids that. */
export function Copy({ text }: { text: string }) {
  const [copied, setCopied] = useState<string | null>(null);
  // Missing on a page over plain HTTP.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) return null;
  const copy = () =>
    clipboard.writeText(text).then(
      () => setCopied(text),
      () => setCopied(null),
    );
  return (
    <Button plain onPress={() => void copy()}>
      {say(copied === text ? 'do-copied' : 'do-copy')}
    </Button>
  );
}

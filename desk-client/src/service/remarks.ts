import { translation } from './language.ts';

/**
 * The service's remarks on a sign-in, which it stores as English sentences. The English sentence is the key of its
 * translation, as in gettext. In parts: every second one is the name of a value.
 */
const [remarks = {}] = Object.values(
  import.meta.glob<Record<string, string[]>>('../../../dist/languages/remarks.json', {
    import: 'default',
    eager: true,
  }),
);

const patterns = Object.entries(remarks).map(([code, parts]) => {
  const source = parts.map((part, i) =>
    i % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) : `(?<${part}>.+?)`,
  );
  return { code, pattern: new RegExp(`^${source.join('')}(?:\\s+|$)`) };
});

/** One sentence, or the whole rest. */
const anySentence = /^.+?[.!?](?:\s+|$)|^.+$/s;

/** Translates a remark sentence by sentence. A sentence without a translation stays in English. */
export function remarkWords(remark: string): string {
  const words: string[] = [];
  let rest = remark;
  while (rest !== '') {
    const [said, length] = firstSentence(rest);
    words.push(said);
    rest = rest.slice(length);
  }
  return words.join(' ');
}

function firstSentence(text: string): [said: string, length: number] {
  for (const { code, pattern } of patterns) {
    const found = pattern.exec(text);
    const said = found && translation(`remark-${code}`, { ...found.groups });
    if (said) return [said, found[0].length];
  }
  const [sentence] = anySentence.exec(text) ?? [text];
  return [sentence.trim(), sentence.length];
}

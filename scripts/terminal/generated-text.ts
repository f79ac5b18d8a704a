/**
 * Puts generated text between `<!-- begin:NAME -->` and `<!-- end:NAME -->`.
 * Throws when a pair of markers is missing, so that a table cannot silently vanish.
 */
export function replaceGenerated(document: string, parts: Record<string, string>): string {
  return Object.entries(parts).reduce((text, [name, generated]) => {
    const begin = `<!-- begin:${name} -->`;
    const end = `<!-- end:${name} -->`;
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`The markers ${begin} and ${end} are missing.`);
    return `${text.slice(0, from + begin.length)}\n\n${generated}\n\n${text.slice(to)}`;
  }, document);
}

/** A Markdown table. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

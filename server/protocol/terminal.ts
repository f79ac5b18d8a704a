/** A command, a program of the machine, a setting, an option, or a page of the guide. */
const ofTerminal =
  /(?:^|[\s"“(])(?:\.\/)?vestibule [a-z]|\b(?:systemctl|journalctl|sudo|chmod|chown|npm|ss|hwclock|timedatectl)\b|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+|(?:^|[\s(])--[a-z]|\bdocs\//;
const sentenceEnd = /(?<=[.?!])\s+(?=\S)/;

/**
 * Returns the sentences that a person at the desk can act on. A sentence that names something to type is for the
 * administrator, who reads all sentences in a terminal. Empty when no sentence is left.
 */
export function withoutCommands(text: string): string {
  return text
    .split(sentenceEnd)
    .filter((sentence) => !ofTerminal.test(sentence))
    .join(' ');
}

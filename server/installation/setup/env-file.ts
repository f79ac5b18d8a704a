import { parseEnv } from 'node:util';

/** A value that Node and systemd would read differently. */
export class EnvFileError extends Error {
  readonly code = 'bad_value';

  constructor(name: string) {
    super(`${name} may hold no quotes, dollars, backslashes and line breaks. Nothing was written.`);
    this.name = 'EnvFileError';
  }

  operatorSentence(): string {
    return this.message;
  }
}

/** The settings in a file of `NAME=value` lines, as Node reads a `.env` and systemd an EnvironmentFile. */
export function valuesIn(text: string): Record<string, string> {
  return parseEnv(text) as Record<string, string>;
}

/**
 * Changes values in such a file. Comments and the order of lines stay. A name that only a comment contains (`#
 * NAME=value`) gets its line there; others are added at the end.
 * @param values null removes the line
 * @throws {EnvFileError}
 */
export function withValues(text: string, values: Readonly<Record<string, string | null>>): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  for (const [name, value] of Object.entries(values)) {
    const isSet = (line: string) => new RegExp(`^\\s*(export\\s+)?${name}\\s*=`).test(line);
    const isHint = (line: string) => new RegExp(`^\\s*#\\s*${name}=`).test(line);
    if (value === null) {
      for (let at = lines.findIndex(isSet); at >= 0; at = lines.findIndex(isSet))
        lines.splice(at, 1);
      continue;
    }
    if (valuesIn(text)[name] === value) continue;
    const line = `${name}=${quote(name, value)}`;
    // If a name has several lines, the last one counts.
    const last = lines.findLastIndex(isSet);
    const hint = lines.findIndex(isHint);
    if (last >= 0) lines[last] = line;
    else if (hint >= 0) lines[hint] = line;
    else lines.push(line);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function quote(name: string, value: string): string {
  if (/^[\w@%+=:,./-]*$/.test(value)) return value;
  if (/["\\$`\n\r]/.test(value)) throw new EnvFileError(name);
  return `"${value}"`;
}

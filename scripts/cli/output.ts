import { jsonText, terminalText } from '../../server/platform/printable.ts';

// All that a command prints passes here: whatever is in it, nothing acts on the terminal.

/** For people: to standard output, or where things that went wrong are said. */
export function print(text: string, stream: NodeJS.WriteStream = process.stdout): void {
  stream.write(`${terminalText(text)}\n`);
}

/** For scripts, and for whoever looks at it all the same. */
export function printJson(value: unknown, indent?: number): void {
  process.stdout.write(`${jsonText(value, indent)}\n`);
}

import { styleText } from 'node:util';
import { changedLines, type Change } from '../../../packages/planned-files/index.ts';
import { wrapText } from '../../terminal/text.ts';

/** The new file, or its differences, with its name and purpose. */
export function changeText(change: Change): string {
  const { file, before } = change;
  const mode = file.mode.toString(8).padStart(4, '0');
  const state = before === null ? 'new' : 'changed';
  const head = coloured('yellow', wrapText(`${file.path}  (${state}, ${mode})`));
  return [head, `# ${file.purpose}`, '', ...changedLines(change).map(inColour)].join('\n');
}

function inColour(line: string): string {
  if (line.startsWith('+')) return coloured('green', line);
  return line.startsWith('-') ? coloured('red', line) : line;
}

function coloured(colour: 'red' | 'green' | 'yellow', text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}

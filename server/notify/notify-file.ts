import { Value } from 'typebox/value';
import { mistakesAgainst } from '../followed/against-schema.ts';
import { typed } from '../followed/typed.ts';
import { readYaml, type Remark, type YamlSource } from '../followed/yaml-source.ts';
import { contradictions } from './contradictions.ts';
import { notifySchema, type NotifyFile } from './notify-schema.ts';

interface NotifyReading {
  /** Null when there is any mistake. */
  file: NotifyFile | null;
  mistakes: readonly Remark[];
  lineOf: YamlSource['lineOf'];
}

/** Reads the text of a file that says who is told of what, naming every mistake at once. */
export function readNotifyFile(text: string): NotifyReading {
  const { value, mistakes, lineOf } = readYaml(text);
  if (mistakes.length > 0) return { file: null, mistakes, lineOf };
  const given = typed(notifySchema, value);
  const wrong = mistakesAgainst(notifySchema, given, lineOf);
  if (wrong.length > 0) return { file: null, mistakes: inOrder(wrong), lineOf };
  const file = Value.Default(notifySchema, given) as NotifyFile;
  const contrary = contradictions(file, lineOf);
  return { file: contrary.length > 0 ? null : file, mistakes: inOrder(contrary), lineOf };
}

function inOrder(mistakes: readonly Remark[]): Remark[] {
  return mistakes.toSorted((a, b) => a.line - b.line);
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Value } from 'typebox/value';
import { ConfigError } from '../config/config.ts';
import { mistakesAgainst } from '../policy/against-schema.ts';
import { typed } from '../policy/typed.ts';
import { readYaml, type Remark } from '../policy/yaml-source.ts';
import { contradictions } from './contradictions.ts';
import { notifySchema, type NotifyFile } from './notify-schema.ts';

/**
 * Reads the file that says who is told of what; null when there is none.
 * @throws {ConfigError} with every mistake and its line
 */
export async function loadNotifyFile(file: string): Promise<NotifyFile | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new ConfigError([`${file} cannot be read (${code}).`]);
  }
  return parseNotifyFile(text, path.basename(file));
}

/** @param name of the file, for the mistakes. @throws {ConfigError} */
export function parseNotifyFile(text: string, name: string): NotifyFile {
  const { value, mistakes, lineOf } = readYaml(text);
  refuse(mistakes, name);
  const given = typed(notifySchema, value);
  refuse(mistakesAgainst(notifySchema, given, lineOf), name);
  const file = Value.Default(notifySchema, given) as NotifyFile;
  refuse(contradictions(file, lineOf), name);
  return file;
}

function refuse(mistakes: readonly Remark[], name: string): void {
  if (mistakes.length === 0) return;
  const inOrder = mistakes.toSorted((a, b) => a.line - b.line);
  throw new ConfigError(inOrder.map(({ line, text }) => `${name}, line ${line}: ${text}`));
}

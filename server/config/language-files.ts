import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FluentResource } from '@fluent/bundle';
import { languages, type Language } from '../protocol/languages.ts';
import { Sentences, type FluentMessages } from '../protocol/sentences.ts';
import { projectRoot } from './environment.ts';

/** What a message belongs to: its id in a file begins with it. */
export type SentenceGroup = 'desk' | 'screen' | 'mail' | 'export' | 'reason';

type Message = FluentMessages[string];

const files = new Map<Language, FluentMessages>();
const read = new Map<string, Sentences>();

/** Reads and parses every file, so that no request waits for one. Returns the languages whose files cannot be read. */
export function readLanguages(): Language[] {
  return languages.filter((language) => Object.keys(messagesIn(language)).length === 0);
}

/**
 * Returns the sentences of a group in a language. Each file is read and parsed once.
 * @param locale of numbers and dates
 */
export function sentencesOf(
  group: SentenceGroup,
  language: Language,
  locale: string = language,
): Sentences {
  const name = `${group} ${language} ${locale}`;
  const known = read.get(name) ?? new Sentences(locale, messagesOf(group, language));
  read.set(name, known);
  return known;
}

/**
 * Returns the messages of a group by their keys: `do-close` for `desk-do-close`. A message that is missing, that
 * cannot be parsed, or that needs a value which the English one does not have, is the English one.
 */
export function messagesOf(group: SentenceGroup, language: Language): FluentMessages {
  const english = messagesIn('en');
  const own = messagesIn(language);
  const ids = new Set([...Object.keys(english), ...Object.keys(own)]);
  const chosen = [...ids].flatMap((id) => {
    const key = keyIn(group, id);
    const message = isFilled(own[id], english[id]) ? own[id] : english[id];
    return key === null || message === undefined ? [] : [[key, message] as const];
  });
  return Object.fromEntries(chosen);
}

/** They show reasons, too. */
const withReasons: ReadonlySet<SentenceGroup> = new Set(['desk', 'export']);

function keyIn(group: SentenceGroup, id: string): string | null {
  if (id.startsWith(`${group}-`)) return id.slice(group.length + 1);
  return withReasons.has(group) && id.startsWith('reason-') ? id : null;
}

/** Whether the values of the English message are all that this one asks for. */
function isFilled(own: Message | undefined, english: Message | undefined): own is Message {
  if (own === undefined || english === undefined) return own !== undefined;
  const filled = placeholdersOf(english);
  return [...placeholdersOf(own)].every((name) => filled.has(name));
}

/** Returns the names of the values that a message asks for. */
export function placeholdersOf(message: Message): ReadonlySet<string> {
  const names = new Set<string>();
  JSON.stringify(message, (_, part: { type?: unknown; name?: unknown } | null) => {
    if (part?.type === 'var') names.add(String(part.name));
    return part;
  });
  return names;
}

/** Returns every message of a file by its id. A file that cannot be read has none. */
export function messagesIn(language: Language): FluentMessages {
  const known = files.get(language) ?? parseFile(language);
  files.set(language, known);
  return known;
}

function parseFile(language: Language): FluentMessages {
  const file = path.join(projectRoot, 'languages', `${language}.ftl`);
  try {
    const { body } = new FluentResource(readFileSync(file, 'utf8'));
    const messages = body.flatMap(({ id, value }) =>
      value === null ? [] : [[id, value] as const],
    );
    return Object.fromEntries(messages);
  } catch {
    return {};
  }
}

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#server/config/environment.ts';
import { messagesOf, placeholdersOf, sentencesOf } from '#server/config/language-files.ts';
import { languages } from '#server/protocol/languages.ts';

/**
 * The sentences that only the later views of the desk say, by the first part of their key: the page loads them together
 * with these views. `test/desk/sentences.test.ts` fails when the first page says one.
 */
const later: ReadonlySet<string> = new Set([
  ...['about', 'accounts', 'amiss', 'camera', 'check', 'consent', 'import', 'lists', 'lobby'],
  ...['numbers', 'own_list', 'people', 'person', 'photo', 'places', 'role', 'role_long', 'screens'],
  ...['text', 'way'],
]);

// Writes the parsed messages of each page in each language. The build of the pages takes these files. In each of them, a
// missing message is the English one.
const folder = path.join(projectRoot, 'dist', 'languages');
// The pages take every file in it.
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
function write(name: string, messages: object): void {
  writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(messages));
}

for (const language of languages) {
  write(`screen-${language}`, messagesOf('screen', language));
  const all = Object.entries(messagesOf('desk', language));
  const isLater = ([key]: (typeof all)[number]) => later.has(key.split('-')[0]!);
  const first = all.filter((message) => !isLater(message));
  write(`desk-${language}`, Object.fromEntries(first));
  write(`later-${language}`, Object.fromEntries(all.filter(isLater)));
}

// The desk looks up a stored English remark by its sentence.
const english = messagesOf('desk', 'en');
const remarks = Object.keys(english).filter((key) => key.startsWith('remark-'));
const inParts = remarks.map((key) => {
  const values = Object.fromEntries([...placeholdersOf(english[key]!)].map((name) => [name, '']));
  return [key.slice('remark-'.length), sentencesOf('desk', 'en').parts(key, values)];
});
write('remarks', Object.fromEntries(inParts) as object);

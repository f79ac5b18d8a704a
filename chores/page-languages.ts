import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#server/config/environment.ts';
import { messagesOf, placeholdersOf, sentencesOf } from '#server/config/language-files.ts';
import { languages } from '#server/protocol/languages.ts';

// Writes the parsed messages of each page in each language. The build of the pages takes these files, and a page loads
// one of them, in which a missing message is the English one.
const folder = path.join(projectRoot, 'dist', 'languages');
// The pages take every file in it.
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const page of ['desk', 'screen'] as const) {
  for (const language of languages) {
    const file = path.join(folder, `${page}-${language}.json`);
    writeFileSync(file, JSON.stringify(messagesOf(page, language)));
  }
}

// The desk looks up a stored English remark by its sentence.
const english = messagesOf('desk', 'en');
const remarks = Object.keys(english).filter((key) => key.startsWith('remark-'));
const inParts = remarks.map((key) => {
  const values = Object.fromEntries([...placeholdersOf(english[key]!)].map((name) => [name, '']));
  return [key.slice('remark-'.length), sentencesOf('desk', 'en').parts(key, values)];
});
writeFileSync(path.join(folder, 'remarks.json'), JSON.stringify(Object.fromEntries(inParts)));

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../server/config/environment.ts';
import { messagesOf } from '../server/config/language-files.ts';
import { languages } from '../server/protocol/languages.ts';

// Writes the parsed messages of each page in each language, for the build of the pages. A page loads one language, in
// which English stands in for what is missing.
const folder = path.join(projectRoot, 'dist', 'languages');
mkdirSync(folder, { recursive: true });
for (const page of ['desk', 'screen'] as const) {
  for (const language of languages) {
    const file = path.join(folder, `${page}-${language}.json`);
    writeFileSync(file, JSON.stringify(messagesOf(page, language)));
  }
}

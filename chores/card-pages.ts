import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#server/config/environment.ts';
import { languages } from '#server/protocol/languages.ts';
import { cardInHtml } from './desk-card.ts';

// Puts the card to print beside the built page of the desk, which links to it.
for (const language of languages) {
  const file = path.join(projectRoot, 'desk-client', 'dist', `card-${language}.html`);
  writeFileSync(file, cardInHtml(language));
}

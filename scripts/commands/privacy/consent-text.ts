import path from 'node:path';
import { consentTextSaid, publishConsentText, readConsentText } from '#server/people/consent.ts';
import { consentTexts, consentTranslations } from '#server/store/tables/privacy.ts';
import { oneLine, printable } from '#base/text';
import { commandActor } from '#server/installation/command-actor.ts';
import { withInstallation, type OpenInstallation } from '../../terminal/with-installation.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { readGiven } from '../../terminal/given-file.ts';
import { createProgram } from '../../terminal/program.ts';
import { table } from '../../terminal/table.ts';
import { timeOf, wrapText } from '../../terminal/text.ts';

const help = `
What people agree to when they are enrolled. Each consent keeps the version and
the SHA-256 of the text that counted then. As soon as another text counts, those
who agreed to an earlier one are sent to the front desk at their next visit,
with the camera off, until they agree again (consent renew). docs/privacy has a
text to begin with.

Set it once for each language, under the same version: the first one makes it
count, the others are translations, and earlier consents still count.
The lobby screen shows the one of the language that was chosen there, and asks
which one they read where there is none.

Examples:
  vestibule privacy consent-text set consent.txt --version 2026-11 --language en
  vestibule privacy consent-text set texte.txt --version 2026-11 --language fr
  vestibule privacy consent-text list`;

export const consentTextCommand = createProgram('consent-text')
  .about('the text that people agree to')
  .addHelpText('after', help)
  .withCommands(
    createProgram('set')
      .about('make a text the one that counts')
      .argument('<file>', 'the text (UTF-8)')
      .requiredOption('--version <version>', 'how you call it, for example 2026-11')
      .option('--language <tag>', 'the language it is written in, for example fr or pt-BR')
      .answers((file: string, options: SetOptions) =>
        withInstallation((place) => set(place, file, options)),
      ),
    createProgram('list')
      .about('show the versions, the one that counts first')
      .answers(() => withInstallation(list)),
  );

interface SetOptions {
  version: string;
  language?: string;
}

async function set(
  { store }: OpenInstallation,
  file: string,
  options: SetOptions,
): Promise<CommandResult> {
  const given = readConsentText({
    version: options.version,
    language: options.language ?? null,
    text: textIn(path.resolve(file)),
  });
  const published = await publishConsentText(store.db, given, commandActor());
  const { text, said: sentence, enrolled } = await consentTextSaid(store.db, published, given);
  const { version, language } = given;
  const { sha256, publishedAt } = text;
  const json = {
    version,
    language,
    sha256,
    publishedAt,
    ...(enrolled !== undefined && { enrolled }),
  };
  return { ok: true, text: `${wrapText(sentence)}\n  SHA-256 ${sha256}`, json };
}

function textIn(file: string): string {
  const bytes = readGiven(file, { code: 'text_unreadable' });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RefusalError(
      'text_unusable',
      printable`${file} is no text in UTF-8. Nothing was changed.`,
    );
  }
}

async function list({ store }: OpenInstallation): Promise<CommandResult> {
  const translations = await consentTranslations(store.db);
  const texts = (await consentTexts(store.db)).map((text) => ({
    ...text,
    translations: translations.filter(({ ofSha256 }) => ofSha256 === text.sha256),
  }));
  if (texts.length === 0) {
    return { ok: true, text: 'No consent text was published yet.', json: { texts: [] } };
  }
  const columns = { Version: 18, Languages: 11, Published: 18, 'SHA-256': 28 };
  const rows = texts.map(({ version, language, translations, publishedAt, sha256 }, i) => {
    const languages = [language ?? '?', ...translations.map((one) => one.language)].join(', ');
    const called = oneLine(i === 0 ? `${version} (now)` : version);
    return [called, languages, timeOf(publishedAt), sha256];
  });
  return { ok: true, text: table(columns, rows), json: { texts } };
}

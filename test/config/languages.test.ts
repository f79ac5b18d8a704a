import t from 'tap';
import {
  findGaps,
  refuseGaps,
  saidByService,
  type LanguageGaps,
} from '../../chores/language-gaps.ts';
import { messagesIn, sentencesOf } from '#server/config/language-files.ts';
import { languages } from '#server/protocol/languages.ts';
import { Sentences } from '#server/protocol/sentences.ts';
import { sourcesIn, textIn } from '../support/sentence-files.ts';

// Tests the files of languages/: each can be read, and has the messages that the sources name.

t.test('every language can be read, and asks for the values that English asks for', (t) => {
  for (const { language, faults } of findGaps()) t.same(faults, [], language);
  t.end();
});

t.test('a release refuses a language with gaps or faults', (t) => {
  const whole: LanguageGaps = { language: 'de', missing: [], faults: [], missingPercent: 2 };
  t.doesNotThrow(() => refuseGaps([whole]));
  t.throws(() => refuseGaps([whole, { ...whole, missingPercent: 2.1 }]), /2 %.*: de\./);
  t.throws(() => refuseGaps([{ ...whole, faults: ['desk-page: is there twice'] }]));
  t.end();
});

/** Whether a key fits a template such as `guidance-*`. */
function isLike(template: string, key: string): boolean {
  return new RegExp(`^${template.replaceAll('*', '\\w+')}$`).test(key);
}

/** Keys that sources name, either literally or as a template. */
function namedIn(source: string) {
  const literals = [...source.matchAll(/'([^'\n]+)'/g)].map(([, text = '']) => text);
  const templates = [...source.matchAll(/`([a-z_]+-(?:[\w-]|\$\{[^}`]*\})*)`/g)].map(
    ([, text = '']) => text.replace(/\$\{[^}]*\}/g, '*'),
  );
  const has = (key: string) =>
    literals.includes(key) || templates.some((template) => isLike(template, key));
  return { literals, templates, has };
}

for (const [group, folder] of [
  ['desk', 'desk-client/src'],
  ['screen', 'kiosk-client/src'],
  ['mail', 'server/notify'],
] as const) {
  t.test(`${folder} says every sentence of the group ${group}, and no other`, (t) => {
    const source = sourcesIn(folder);
    const named = namedIn(source);
    const calls = (name: string) =>
      namedIn(
        [...source.matchAll(new RegExp(`\\b${name}\\([^'\`;]*['\`][^'\`]+['\`]`, 'g'))].join(),
      );
    // Sources name these keys without their endings.
    const withName = calls('sayTo');
    const inList = calls('sayList');
    const isSaid = (key: string) => {
      if (key.endsWith('-named')) return withName.has(key.replace(/-named$/, ''));
      return /-\d$/.test(key) ? inList.has(key.replace(/-\d$/, '')) : named.has(key);
    };
    const keys = languages
      .flatMap((language) => Object.keys(messagesIn(language)))
      .filter((id) => id.startsWith(`${group}-`) && !saidByService.test(id))
      .map((id) => id.slice(group.length + 1));
    t.ok(keys.length > 8);
    t.same(
      keys.filter((key) => !isSaid(key)),
      [],
      'said nowhere',
    );
    const bases = new Set(keys.flatMap((key) => [key, key.replace(/-\d$/, '')]));
    const rooms = new Set(keys.map((key) => key.split('-')[0]));
    const styles = textIn(/\.css$/, folder);
    const isKey = (text: string) =>
      /^[a-z_]+(-[a-zA-Z_0-9*]+)+$/.test(text) &&
      rooms.has(text.split('-')[0]) &&
      !styles.includes(`.${text} `);
    const isThere = (text: string) =>
      text.includes('*') ? [...bases].some((key) => isLike(text, key)) : bases.has(text);
    const called = [...named.literals, ...named.templates].filter(isKey);
    t.same(
      called.filter((text) => !isThere(text)),
      [],
      'not there',
    );
    t.end();
  });
}

t.test('what a visitor typed is shown as it is', (t) => {
  const typed = '{ $other } { desk-page } {"x"} <b onclick="x">Ada</b> \uE000name\uE000 *[one] {';
  for (const language of languages) {
    const sentences = sentencesOf('desk', language);
    t.ok(sentences.say('ring-title', { name: typed }).includes(typed), language);
    const parts = sentences.parts('accounts-link', { name: '', login: '', until: '' });
    t.ok(parts?.includes('login'), language);
  }
  t.end();
});

t.test('a message that cannot be filled in is none, and throws nothing', (t) => {
  const { 'desk-ring-title': whole } = messagesIn('de');
  const sentences = new Sentences('de', { whole: whole! });
  t.equal(sentences.find('whole'), null, 'a value is missing');
  t.equal(sentences.find('constructor'), null);
  t.equal(sentences.say('gone'), 'gone');
  t.end();
});

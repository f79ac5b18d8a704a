import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { RefusalError } from '../../scripts/terminal/answer.ts';
import { readPeopleCsv } from '../../scripts/commands/enroll/import.ts';
import { checkSettings } from '#server/checks/registry.ts';
import { ConfigError } from '#server/platform/operator-error.ts';
import { loadConfig } from '#server/config/config.ts';
import { settingSchemas } from '#server/config/settings.ts';
import { readNotifyFile } from '#server/notify/notify-file.ts';
import { readPolicy } from '#server/policy/read-policy.ts';
import fc from '../support/fast-check.ts';
import { runsOf } from '../support/release.ts';

/** Lines of plausible words, in random places. */
function linesOf(words: readonly string[]): fc.Arbitrary<string> {
  const word = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  );
  const line = fc
    .tuple(fc.nat(6), fc.array(word, { maxLength: 6 }))
    .map(([indent, parts]) => ' '.repeat(indent) + parts.join(''));
  return fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
}

t.test('a policy file is read, or every mistake in it has a line', async (t) => {
  const words = [
    'rules:',
    'name:',
    'when:',
    'checks:',
    '- ',
    'face',
    'document:',
    'none',
    'default:',
  ];
  const more = [
    'flow:',
    'location:',
    'answers:',
    '[',
    ']',
    '{',
    '}',
    '&a',
    '*a',
    '!!',
    '|',
    ': ',
    '#',
    '"',
  ];
  fc.assert(
    fc.property(linesOf([...words, ...more]), (text) => {
      const { policy, mistakes } = readPolicy(text, checkSettings);
      return policy !== null
        ? mistakes.length === 0 && policy.rules.every(({ checks }) => checks.length > 0)
        : mistakes.length > 0 && mistakes.every(({ line, text: said }) => line >= 0 && said !== '');
    }),
    { numRuns: runsOf(4000) },
  );
  t.pass('held throughout');
});

t.test('a file of who is told is read, or its mistakes are named', async (t) => {
  const words = [
    'channels:',
    'rules:',
    '- ',
    'name:',
    'kind:',
    'email',
    'slack',
    'webhook',
    'except:',
    'from:',
    'to:',
    '[',
    ']',
    '{',
    ': ',
    '"',
    '12',
    'with:',
    'reasons:',
  ];
  fc.assert(
    fc.property(linesOf(words), (text) => {
      const { file, mistakes } = readNotifyFile(text);
      return (file === null) === mistakes.length > 0 && mistakes.every(({ line }) => line > 0);
    }),
    { numRuns: runsOf(2500) },
  );
  t.pass('held throughout');
});

t.test('settings are read, or every mistake names its variable', async (t) => {
  const name = fc.constantFrom(...Object.keys(settingSchemas), 'VESTIBULE_UNKNOWN');
  const value = fc.oneof(
    fc.constantFrom(
      '0',
      '-1',
      '1e9',
      'NaN',
      'true',
      'yes',
      ' ',
      'onnx',
      'face-api',
      'active',
      '7.5',
    ),
    fc.string({ maxLength: 20 }),
  );
  fc.assert(
    fc.property(fc.dictionary(name, value, { maxKeys: 6 }), (env) => {
      try {
        loadConfig(env);
        return true;
      } catch (error) {
        return (
          error instanceof ConfigError &&
          error.mistakes.every((mistake) => /(VESTIBULE|ENVOY)_/.test(mistake))
        );
      }
    }),
    { numRuns: runsOf(2500) },
  );
  t.pass('held throughout');
});

t.test('a list of people is read, or refused as a whole with what to do', async (t) => {
  const file = path.join(t.testdir(), 'people.csv');
  const words = [
    'name',
    'email',
    'consent',
    'photos',
    ',',
    ';',
    '\t',
    '"',
    '""',
    'Ada Example',
    'ada@example.com',
    '\u0000',
    'ü',
    '2027-01-01',
  ];
  const bytes = fc.oneof(
    { weight: 4, arbitrary: linesOf(words).map((text) => Buffer.from(text)) },
    {
      weight: 4,
      arbitrary: linesOf(words).map((text) => Buffer.from(`name,email,consent,photos\n${text}`)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((raw) => Buffer.from(raw)) },
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      await writeFile(file, content);
      try {
        return (await readPeopleCsv(file)).length > 0;
      } catch (error) {
        return error instanceof RefusalError && error.message.length > 20;
      }
    }),
    { numRuns: runsOf(2000) },
  );
  t.pass('held throughout');
});

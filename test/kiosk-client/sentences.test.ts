import t from 'tap';
import type { CameraStatus, PairingProblem } from '../../kiosk-client/src/machine/state.ts';
import { sentencesOf } from '#server/config/language-files.ts';
import { languages, type Language } from '#server/protocol/languages.ts';
import type { CapturePurpose, OutcomeMessage } from '#server/protocol/messages.ts';
import { guidanceCodes } from '#server/protocol/screen-words.ts';
import { ownSentences } from '../support/sentence-files.ts';

// Tests the lobby screen's sentences. test/config/languages.test.ts tests the files.

const english = sentencesOf('screen', 'en');
/** All texts of a language, with the names of their placeholders. */
const textsOf = (language: Language) => [...ownSentences('screen', language).values()];

/** The type requires every problem. */
const problems: Record<PairingProblem, true> = {
  malformed_code: true,
  wrong_code: true,
  expired_code: true,
  too_many_tries: true,
  unreachable: true,
  revoked: true,
};
const cameras: Record<Exclude<CameraStatus, 'ready'>, true> = {
  missing: true,
  blocked: true,
  in_use: true,
  not_asked: true,
  insecure: true,
};
const purposes: Record<CapturePurpose, true> = {
  sign_in: true,
  health_pass: true,
  sign_in_with_pass: true,
  enrolment: true,
  document: true,
};
/** Whether each outcome's sentence contains the visitor's name. */
const outcomes: Record<OutcomeMessage, boolean> = {
  welcome: true,
  please_wait: false,
  declined: false,
  in_person: false,
  try_light: false,
  enrolled: true,
  enrolment_failed: false,
  enrolment_stopped: false,
  document_ready: false,
  document_failed: false,
};

t.test('whatever a code can be has its sentences, and nothing else has', (t) => {
  const has = (pattern: RegExp, expected: string[]) =>
    t.same(
      english.keys.filter((key) => pattern.test(key)).sort(),
      expected.sort(),
      String(pattern),
    );
  const named = Object.entries(outcomes).filter(([, isNamed]) => isNamed);
  has(
    /^guidance-/,
    guidanceCodes.map((code) => `guidance-${code}`),
  );
  has(
    /^problem-/,
    Object.keys(problems).map((code) => `problem-${code}`),
  );
  has(
    /^camera_missing-staff-.*-1$/,
    Object.keys(cameras).map((code) => `camera_missing-staff-${code}-1`),
  );
  has(
    /^capture-\w+-/,
    Object.keys(purposes).flatMap((purpose) =>
      ['kicker', 'kicker-named', 'stop', 'before', 'during', 'progress'].map(
        (part) => `capture-${purpose}-${part}`,
      ),
    ),
  );
  has(/^outcome-/, [
    ...Object.keys(outcomes).flatMap((code) => [`outcome-${code}-title`, `outcome-${code}-lead`]),
    ...named.map(([code]) => `outcome-${code}-title-named`),
  ]);
  t.end();
});

t.test('a visitor is called by name where it is known and has a place', (t) => {
  t.equal(english.sayTo('Ada', 'outcome-welcome-title'), 'Welcome, Ada');
  t.equal(english.sayTo(null, 'outcome-welcome-title'), 'Welcome');
  t.equal(english.sayTo('', 'outcome-welcome-title'), 'Welcome');
  t.equal(english.sayTo('Ada', 'outcome-declined-title'), 'No camera, no problem');
  t.equal(
    sentencesOf('screen', 'ar').sayTo('Ada', 'outcome-welcome-title'),
    'أهلًا بك، \u2068Ada\u2069',
    'a name in another script leaves the direction of the sentence alone',
  );
  t.end();
});

t.test('a list has its items in their order', (t) => {
  t.strictSame(english.list('camera_missing-staff-in_use'), [
    'Another program is using the camera. Close it.',
    'If there is none, unplug the camera and plug it in again.',
    'This screen tries again by itself.',
  ]);
  t.end();
});

t.test('the heading of the idle screen does not break inside “sign in”', (t) => {
  t.match(english.say('idle-title'), 'sign\u00a0in');
  t.end();
});

t.test('each language says something of its own everywhere', (t) => {
  const inEnglish = textsOf('en');
  for (const language of languages) {
    const sentences = sentencesOf('screen', language);
    const texts = textsOf(language);
    for (const text of texts) t.match(text, /\p{L}/u);
    t.equal(sentences.isRightToLeft, language === 'ar');
    if (language === 'en') continue;
    const borrowed = texts.filter((text) => inEnglish.includes(text));
    t.same(borrowed, [], language);
  }
  t.end();
});

t.test('no language accuses a visitor of showing a picture', (t) => {
  const accusing =
    /picture|photo|spoof|fake|fraud|impost|foto|fals[oa]|fraude|suplant|engañ|cliché|faux|fausse|usurp|tromp|fälsch|betrug|betrüg|täusch|attrappe|\bbild\b|lichtbild|retrato|fingid|impostor|写真|偽|なりすまし|不正|詐欺|صورة|صور|مزيف|مزور|احتيال|انتحال/i;
  for (const language of languages) {
    const sentences = sentencesOf('screen', language);
    // Sentences about documents may mention the picture in a document.
    const keys = sentences.keys.filter((key) => !/^(capture-)?document-/.test(key));
    t.ok(keys.length > 80, language);
    for (const key of keys) t.notMatch(sentences.say(key), accusing);
  }
  t.end();
});

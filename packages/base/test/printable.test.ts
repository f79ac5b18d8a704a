import t from 'tap';
import {
  cardText,
  csvCell,
  htmlText,
  jsonText,
  manyLines,
  oneLine,
  slackText,
  terminalText,
  wellFormed,
  html,
} from '../text/index.ts';
import fc from 'fast-check';

// The same texts in every run.
fc.configureGlobal({ seed: 20_261_128 });

/** Any UTF-16 text, in which harmful characters are more frequent than by chance. */
const harmful = fc.constantFrom(
  ...['\n', '\r', '\u0085', '\u2028', '\v', '\t', '\0', '\u001B[2J', '\u009B', '\u007F'],
  ...['\u202E', '\u2066', '\u2069', '\u200F', '\u061C', '\u200B', '\u200C', '\u200D', '\uFE0F'],
  ...['\uD800', '\uDC00', '\uFFFE', '\uFEFF', '\u3164', '\u0301', '\u{1F3F4}', '\u{E0067}', '😀'],
  ...['\u{E007F}', 'x', ' ', '\u00A0', '\u001B[31m', '<', '&', '*', '=', '{{', '\u{E0100}'],
);
const anyText = fc
  .array(fc.oneof(harmful, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })))
  .map((parts) => parts.join(''));

const breaks = /[\n\v\f\r\u0085\u2028\u2029]/u;
const acts = /[^\P{Cc}\n\t]/u;
const deceives = /\p{Bidi_Control}|[\u200B\u2060\uFEFF\u3164\u00AD]|\p{Surrogate}/u;

t.test(
  'no text of others breaks a line, acts on a terminal or reorders what is beside it',
  async (t) => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const shown of [oneLine(text), slackText(text, 3000), cardText(text), csvCell(text)]) {
          t.notMatch(shown, breaks);
          t.notMatch(shown, acts);
          t.notMatch(shown, deceives);
        }
        for (const shown of [manyLines(text), htmlText(text)]) {
          t.notMatch(shown, acts);
          t.notMatch(shown, deceives);
        }
        t.notMatch(terminalText(text).replaceAll('\u001B[31m', ''), acts);
        t.notMatch(wellFormed(text), /\p{Surrogate}/u);
      }),
      { numRuns: 300 },
    );
  },
);

t.test('what was made printable stays as it is when that is done again', async (t) => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const shown of [oneLine, manyLines, terminalText]) {
        t.equal(shown(shown(text)), shown(text));
      }
    }),
    { numRuns: 500 },
  );
});

t.test('JSON keeps every value, and shows nothing invisible as it is', async (t) => {
  fc.assert(
    fc.property(anyText, (text) => {
      const json = jsonText({ text });
      t.notMatch(json, /[\p{Cc}\p{Bidi_Control}\p{Surrogate}\u2028\u2029\u200B]/u);
      t.same(JSON.parse(json), { text });
    }),
    { numRuns: 300 },
  );
});

t.test('names of people and companies stay as they are', async (t) => {
  const names = [
    ...['Ada Example', 'Zoë Müller-Lüdenscheidt', "Seán O'Brien", 'Nguyễn Thị Minh Khai'],
    ...['محمد بن سلمان', 'علی‌رضا', 'دانا כהן', 'אַבְרָהָם', '山田　太郎', '김민수', 'สมชาย ใจดี'],
    ...['क्‍ष', 'ශ්‍රී', 'ᠮᠣᠩᠭᠣᠯ', '葛\u{E0100}城', 'Zoe\u0308', 'Ṩ̂́'],
    ...['🍕 Pizza & Co', '👩‍💻 Code GmbH', '❤️‍🔥', '🧑🏽‍🚀', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 Ltd', '🇩🇪', '☕️ Bar', '1️⃣'],
  ];
  for (const name of names) {
    t.equal(oneLine(name), name);
    t.equal(manyLines(name), name);
    t.equal(terminalText(name), name);
  }
});

t.test('a name with a line in it is one line', async (t) => {
  const name = 'Ada\r\n\r\nWhy: cleared by security\u2028Then\u0085let in\u202Erednu';
  t.equal(oneLine(name), 'Ada Why: cleared by security Then let inrednu');
  t.equal(oneLine('\u001B[2J\u001B]0;x\u0007Ada'), '\uFFFD[2J\uFFFD]0;x\uFFFDAda');
  t.equal(oneLine(`e${'\u0301'.repeat(500)}`), `e${'\u0301'.repeat(8)}`, 'no tower of accents');
  t.equal(oneLine('😀'.repeat(9), 5), `${'😀'.repeat(5)}…`, 'cut between characters');
});

t.test('each medium has its own markup taken out', async (t) => {
  t.equal(htmlText(`<a href="x">'&'`), '&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;');
  t.equal(slackText('<!here> & *Ada*', 3000), '&lt;!here&gt; &amp; *Ada*');
  t.equal(slackText('&&&', 12), '&amp;&amp;');
  t.equal(cardText('[x](y) {{DATE()}} *b*'), '\\[x\\](y) { {DATE()}} \\*b\\*');
  t.equal(cardText('- list'), '\\- list');
  t.equal(cardText('1. list'), '1\\. list');
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\u200B=1', '＝1']) {
    t.match(csvCell(formula), /^"'/, JSON.stringify(formula));
  }
  t.equal(csvCell(-1), '"-1"', 'a number is one');
  t.equal(csvCell('Ann;=cmd|x'), `"Ann;'=cmd|x"`, 'for who splits at semicolons');
  for (const cells of ['a; \t"=1', 'a;;+1', 'a\t=1', 'a\n=1', `a,'-1`, 'a;"@x', 'a;＝1']) {
    const read = csvCell(cells)
      .split(/[;,\t\r\n]/)
      .map((cell) => cell.replace(/^[\s"]+/, ''));
    t.notOk(
      read.some((cell) => /^[=+\-@＝]/.test(cell)),
      JSON.stringify(cells),
    );
  }
  t.equal(csvCell('Example, "Ada"'), '"Example, ""Ada"""');
  t.equal(
    terminalText('\u001B[31mno\u001B[39m \u001B[8mx\u001B]52;c;x'),
    '\u001B[31mno\u001B[39m \uFFFD[8mx\uFFFD]52;c;x',
  );
});

t.test('a mark that stood behind a line break alone is gone at once', async (t) => {
  for (const shown of [oneLine, manyLines, terminalText]) {
    const text = shown('\u0085\uFE0F\u0301');
    t.equal(shown(text), text);
  }
});

t.test('a template escapes every text in it once, and no markup', (t) => {
  const each = ['<b>', '&'].map((text) => html`<i title="${text}">${text}</i>`);
  t.equal(
    html`<p>${each}${1}</p>`.markup,
    '<p><i title="&lt;b&gt;">&lt;b&gt;</i><i title="&amp;">&amp;</i>1</p>',
  );
  t.end();
});

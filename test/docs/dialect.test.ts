import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';
import ts from 'typescript';

/** Turns of phrase that readers stumble over, each with what to write. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b[Ww]ho(m)?ever\b/g, 'the visitor, the person'],
  [/\b(is|are|be|was|were) told\b|\btold (of|by)\b/g, 'gets a message'],
  [/\bstands? (in|there|here|at|beside|as)\b/g, 'is in'],
  [/(^|[.;] )Else\b/gm, 'Otherwise'],
  [/, for (the|it|they|no|an?|there|this) /g, 'because'],
  [/\bbefore (the|a) (camera|screen|iPad)\b/g, 'in front of'],
  [/\bmend(s|ed|ing)?\b/g, 'fix'],
  [/\ball the same\b/g, 'still'],
  [/\b(of|to|for|by|from) whom\b/g, 'a noun'],
  [/[.;] (So|Nor) (is|are|does|do|did|has|have)\b/g, 'The same applies to'],
  [/\bin (the )?place of\b/g, 'instead of'],
  [/\bof (then|before|above|ours|yours|theirs)\b/g, 'a date or a noun'],
  [/\banew\b/g, 'again'],
  [/\b(nobody|no one) is\b/gi, 'what happens instead'],
  [/\bcomes? to\b/g, 'is'],
  [/\banyone who\b/gi, 'a noun'],
];

/** How often they may occur. A ceiling may only fall: put what the test prints here when it is lower. */
const ceilings = { documents: 209, pages: 15, strings: 347, comments: 534 };

type Place = keyof typeof ceilings;

const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n');

function textsOf(file: string): Partial<Record<Place, string[]>> {
  if (/^(docs\/.*|[A-Z]+)\.md$/.test(file)) return { documents: [readFileSync(file, 'utf8')] };
  if (/\/data\/.*-en\.txt$/.test(file)) return { pages: [readFileSync(file, 'utf8')] };
  if (!/^(server|scripts|lab|chores|(kiosk|desk)-client\/src)\/.*\.tsx?$/.test(file)) return {};
  return proseOf(readFileSync(file, 'utf8'), file.endsWith('x'));
}

/** The comments and the texts of a source. */
function proseOf(source: string, isJsx: boolean): { strings: string[]; comments: string[] } {
  const found = { strings: [] as string[], comments: [] as string[] };
  const kind = isJsx ? ts.LanguageVariant.JSX : ts.LanguageVariant.Standard;
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, kind, source);
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const isComment =
      token === ts.SyntaxKind.SingleLineCommentTrivia ||
      token === ts.SyntaxKind.MultiLineCommentTrivia;
    const isText =
      token === ts.SyntaxKind.StringLiteral ||
      token === ts.SyntaxKind.NoSubstitutionTemplateLiteral ||
      token === ts.SyntaxKind.TemplateHead;
    if (isComment) found.comments.push(scanner.getTokenText());
    else if (isText) found.strings.push(scanner.getTokenText());
  }
  return found;
}

t.test('the dialect of this project only gets rarer', (t) => {
  const found: Record<Place, string[]> = { documents: [], pages: [], strings: [], comments: [] };
  for (const file of files) {
    for (const [place, texts] of Object.entries(textsOf(file)) as [Place, string[]][]) {
      for (const text of texts) {
        for (const [pattern, instead] of patterns) {
          const hits = text.matchAll(pattern);
          found[place].push(...[...hits].map(([hit]) => `${file}: "${hit}" → ${instead}`));
        }
      }
    }
  }
  for (const [place, hits] of Object.entries(found) as [Place, string[]][]) {
    t.comment(`${place}: ${hits.length} of ${ceilings[place]}`);
    const newest = hits.length > ceilings[place] ? hits : [];
    t.same(newest, [], `${place}: write it otherwise, as CONTRIBUTING.md says`);
  }
  t.end();
});

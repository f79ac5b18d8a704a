import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';
import ts from 'typescript';

/** Phrases that readers stumble over, each with a replacement. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b[Ww]ho(m)?ever\b/g, 'the visitor, the person'],
  [/\b(is|are|be|was|were) told\b|\btold (of|by)\b/g, 'gets a message'],
  [/\bstands? (in|there|here|at|beside|as)\b/g, 'is in'],
  [/(^|[.;] )Else\b/gm, 'Otherwise'],
  [/, for (the|it|they|no|an?|there|this) /g, 'because'],
  [/\bbefore (the|a) (camera|screen|iPad)\b/g, 'in front of'],
  [/\bmend(s|ed|ing)?\b/gi, 'fix'],
  [/\ball the same\b/g, 'still'],
  [/\b(of|to|for|by|from) whom\b/g, 'a noun'],
  [/[.;] (So|Nor) (is|are|does|do|did|has|have)\b/g, 'The same applies to'],
  [/\bin (the )?place of\b/g, 'instead of'],
  [/\bof (then|before|above|ours|yours|theirs)\b/g, 'a date or a noun'],
  [/(?<!begin-)\banew\b/g, 'again'],
  [/\b(nobody|no one) is\b/gi, 'what happens instead'],
  [/\bcomes? to\b/g, 'is'],
  [/\banyone who\b/gi, 'a noun'],
];

/** How often the phrases may occur. A ceiling may only fall: enter the number that the test prints when it is lower. */
const ceilings = { documents: 2, pages: 0, strings: 2, comments: 0, tests: 278 };

type Place = keyof typeof ceilings;

const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n');

function textsOf(file: string): Partial<Record<Place, string[]>> {
  if (/^((docs|lab\/measurements)\/.*|[A-Z]+|(server|packages)\/[\w-]+\/README)\.md$/.test(file))
    return { documents: [readFileSync(file, 'utf8')] };
  if (/\/data\/.*-en\.txt$/.test(file)) return { pages: [readFileSync(file, 'utf8')] };
  if (file === 'test/docs/dialect.test.ts' || !/\.tsx?$/.test(file)) return {};
  const { strings, comments } = proseOf(readFileSync(file, 'utf8'), file.endsWith('x'));
  return isTest(file) ? { tests: strings, comments } : { strings, comments };
}

function isTest(file: string): boolean {
  return /^(packages\/[\w-]+\/)?test\//.test(file);
}

/** Reads comments and texts from the syntax tree, because a scanner takes the end of a template for its beginning. */
function proseOf(source: string, isJsx: boolean): { strings: string[]; comments: string[] } {
  const kind = isJsx ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile('source', source, ts.ScriptTarget.Latest, true, kind);
  const strings: string[] = [];
  const comments = new Map<number, string>();
  const visit = (node: ts.Node) => {
    if (ts.isJSDoc(node)) return;
    if (isText(node)) strings.push(node.getText());
    const children = node.getChildren();
    for (const at of children.length > 0 || ts.isJsxText(node) ? [] : [node.pos, node.end]) {
      const ranges = [
        ...(ts.getLeadingCommentRanges(source, at) ?? []),
        ...(ts.getTrailingCommentRanges(source, at) ?? []),
      ];
      for (const { pos, end } of ranges) comments.set(pos, source.slice(pos, end));
    }
    children.forEach(visit);
  };
  visit(tree);
  return { strings, comments: [...comments.values()] };
}

function isText(node: ts.Node): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node) ||
    ts.isJsxText(node)
  );
}

t.test('the dialect of this project only gets rarer', (t) => {
  const found: Record<Place, string[]> = {
    ...{ documents: [], pages: [] },
    ...{ strings: [], comments: [], tests: [] },
  };
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

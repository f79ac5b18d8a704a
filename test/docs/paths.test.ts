import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';

const root = path.resolve(import.meta.dirname, '../../..');
const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);
/** A file alone may be named without its folder. */
const names = new Set(files.map((file) => path.posix.basename(file)));
/** Files that an operator makes. */
const made = ['models/local-manifest.json'];
const known = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));
/** All documents except the changelog, which names files of the past. */
const documents = files.filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md');
const topFolders = new Set(
  files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]!),
);

function foldersOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** Targets of links to project files, relative to the document's folder. */
function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/gu)]
    .map(([, target]) => target!.split('#')[0]!)
    .filter((target) => target !== '' && !/^[a-z]+:/u.test(target));
}

/** The anchors of links to documents. Without a document's name, the anchor is in the same document. */
function anchorsOf(text: string): { document: string; anchor: string }[] {
  return [...text.matchAll(/\]\(((?:[\w./-]+\.md)?)#([\w-]+)\)/gu)].map(([, document, anchor]) => ({
    document: document!,
    anchor: anchor!,
  }));
}

/** The anchors that GitHub makes from the headings. */
function headingsIn(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gmu, '');
  return [...prose.matchAll(/^#+ (.+)$/gmu)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Code spans that name a project file or folder: with a top folder in front, or with the ending of a source file. */
function pathsOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gmu, '');
  return [...prose.matchAll(/`([^`\n]+)`/gu)]
    .map(([, code]) => code!)
    .filter((code) => /^[\w.*/-]+$/u.test(code) && !/[A-Z]{4}/u.test(code.replace(/\w+\.md$/u, '')))
    .filter(
      (code) =>
        /\.tsx?$/u.test(code) || (topFolders.has(code.split('/')[0]!) && code.includes('/')),
    )
    .map((code) => code.replace(/^dist\/(.*)\.js$/u, '$1.ts').replace(/\/$/u, ''));
}

function isThere(name: string): boolean {
  if (!name.includes('*')) return known.has(name) || names.has(name) || made.includes(name);
  const pattern = name.split('*').map((part) => part.replace(/[.]/gu, '\\.'));
  return files.some((file) => new RegExp(`^${pattern.join('[^/]*')}$`, 'u').test(file));
}

t.test('every path that a document names is there', (t) => {
  for (const document of documents) {
    const folder = path.posix.dirname(document);
    const text = readFileSync(path.join(root, document), 'utf8');
    for (const link of linksOf(text)) {
      t.ok(isThere(path.posix.join(folder, link)), `${document} links to ${link}`);
    }
    for (const name of pathsOf(text)) {
      const places = ['', folder, 'server'].map((place) => path.posix.join(place, name));
      t.ok(places.some(isThere), `${document} names ${name}`);
    }
  }
  t.end();
});

t.test('every anchor that a document links to is there', (t) => {
  const textOf = (document: string) => readFileSync(path.join(root, document), 'utf8');
  for (const document of documents) {
    for (const { document: other, anchor } of anchorsOf(textOf(document))) {
      const target = path.posix.join(path.posix.dirname(document), other);
      const headings = headingsIn(textOf(other === '' ? document : target));
      t.ok(headings.includes(anchor), `${document} links to ${other}#${anchor}`);
    }
  }
  t.end();
});

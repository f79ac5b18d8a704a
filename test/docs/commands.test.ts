import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import t from 'tap';
import { wholeTree } from '../../scripts/command-tree.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && file !== 'CHANGELOG.md');

/** Text that may precede the command. */
const before = /^(\$ )?(sudo |npx |\.\/|[A-Z_]+=\S+ |podman exec (-it )?[\w-]+ |timeout \d+ )*/;

interface Mention {
  document: string;
  text: string;
}

/** Every command line in a fenced block or a code span that begins with `vestibule`. */
function mentionsIn(document: string, text: string): Mention[] {
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  const spans = [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replace(/\s+/g, ' '));
  const lines = blocks.flatMap((block) => block.replace(/\\\n\s*/g, ' ').split('\n'));
  return [...lines, ...spans].flatMap((line) => {
    const commands = line.split(/ (?:&&|\|\|?|;) /).map((part) => part.trim().replace(before, ''));
    return commands
      .filter((command) => /^vestibule( |$)/.test(command))
      .map((command) => ({
        document,
        text: command.replace(/\s+#.*$/, '').replace(/ <{1,2}\s?\S.*$/, ''),
      }));
  });
}

/** The words of a shell line. Quotes keep a word together. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/["']/g, ''),
  );
}

/** The mistake in a command line, or null. */
function mistakeIn({ text }: Mention, tree: Command): string | null {
  const [, ...words] = wordsOf(text);
  let command = tree;
  while (words.length > 0 && command.commands.length > 0) {
    const next = command.commands.find((each) => each.name() === words[0]);
    if (!next) break;
    command = next;
    words.shift();
  }
  const usual = (command as unknown as { _defaultCommandName?: string })._defaultCommandName;
  const [first = ''] = words;
  if (usual && first.startsWith('-'))
    command = command.commands.find((each) => each.name() === usual)!;
  const isGroup = command.commands.length > 0;
  if (
    isGroup &&
    first !== '' &&
    !first.startsWith('-') &&
    first !== '…' &&
    !/^[A-Z]+$/.test(first)
  ) {
    return `there is no command "${first}"`;
  }
  const flags = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=')[0]!);
  const known = (flag: string) =>
    flag === '--help' || command.options.some((each) => each.long === flag || each.short === flag);
  const unknown = flags.find((flag) => !known(flag));
  if (unknown !== undefined) return `${command.name()} has no option ${unknown}`;
  // A command's name alone, in prose, need not be a complete command line.
  if (words.length === 0 || flags.includes('--help')) return null;
  const missing = command.options.find(
    (each) => each.mandatory && !flags.includes(each.long ?? ''),
  );
  return missing ? `${command.name()} needs ${missing.long}` : null;
}

t.test('every command in every document works as written', async (t) => {
  const tree = await wholeTree();
  const mentions = documents.flatMap((document) =>
    mentionsIn(document, readFileSync(path.join(root, document), 'utf8')),
  );
  t.ok(mentions.length > 150, `${mentions.length} commands were found`);
  for (const mention of mentions) {
    t.equal(mistakeIn(mention, tree), null, `${mention.document}: ${mention.text}`);
  }
});

/** The help of a command and its subcommands, with the examples. */
function helpsOf(command: Command): Mention[] {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  const lines = text.replace(/ \\\n\s*/g, ' ').split('\n');
  const examples = lines.filter((line) => before.test(line.trim()) && /^ {2}\S/.test(line));
  const block = `\`\`\`sh\n${examples.map((line) => line.trim()).join('\n')}\n\`\`\`\n`;
  return [...mentionsIn(command.name(), block), ...command.commands.flatMap(helpsOf)];
}

t.test('every example in a help works as written', async (t) => {
  const tree = await wholeTree();
  const examples = helpsOf(tree);
  t.ok(examples.length > 100, `${examples.length} examples were found`);
  for (const example of examples) {
    t.equal(mistakeIn(example, tree), null, `${example.document} --help: ${example.text}`);
  }
});

t.test('a block has the command as it is typed, and not its name alone', (t) => {
  for (const document of documents) {
    const text = readFileSync(path.join(root, document), 'utf8');
    const blocks = [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].map(([, code = '']) => code);
    const bare = blocks.flatMap((block) => block.match(/^ *vestibule .*$/gm) ?? []);
    t.same(bare, [], `${document}: sudo vestibule, or ./vestibule in a clone`);
  }
  t.end();
});

t.test('a mistake in a document is found', async (t) => {
  const tree = await wholeTree();
  const text =
    '```sh\nsudo vestibule evaluate --watchlist\n./vestibule privcy erase\n```\n`vestibule privacy consent-text set FILE`';
  const mistakes = mentionsIn('x.md', text).map((mention) => mistakeIn(mention, tree));
  t.match(mistakes, [/no option --watchlist/, /no command "privcy"/, /needs --version/]);
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import ts from 'typescript';
import type { Check } from '#server/sign-in/check.ts';
import { projectRoot } from '#server/config/environment.ts';
import { checksOf } from '#server/store/tables/sign-in-history.ts';
import { startRuledHook } from '../policy/ruled-hook.ts';

/** The example check in CONTRIBUTING.md. */
function snippet(): string {
  const readme = readFileSync(path.join(projectRoot, 'CONTRIBUTING.md'), 'utf8');
  const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);
  const found = blocks.find((code) => code.includes('defineCheck('));
  if (!found) throw new Error('CONTRIBUTING.md shows no check.');
  return found;
}

/** Compiles the example as a file of `server/checks`, with the project's own options. */
function compiled(code: string): { javaScript: string; mistakes: string[] } {
  const file = path.join(projectRoot, 'server/checks/of-the-guide.ts');
  const settings = path.join(projectRoot, 'tsconfig.json');
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(settings, (name) => ts.sys.readFile(name)).config,
    ts.sys,
    projectRoot,
  );
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => name === file || disk.fileExists(name),
    getSourceFile: (name, target, ...rest) =>
      name === file
        ? ts.createSourceFile(name, code, target)
        : disk.getSourceFile(name, target, ...rest),
  };
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  let javaScript = '';
  program.emit(source, (name, text) => {
    if (name.endsWith('.js')) javaScript = text;
  });
  const found = [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ];
  const mistakes = found.map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
  return { javaScript, mistakes };
}

t.test('the check that CONTRIBUTING.md shows compiles, and works through the hook', async (t) => {
  const code = snippet();
  t.ok(code.trim().split('\n').length <= 30, 'in 30 lines');
  const { javaScript, mistakes } = compiled(code);
  t.same(mistakes, []);

  const folder = t.testdir();
  const beside = pathToFileURL(path.join(projectRoot, 'dist/server/sign-in/check.js')).href;
  const file = path.join(folder, 'modules', 'of-the-guide.js');
  mkdirSync(path.dirname(file));
  writeFileSync(file, javaScript.replace('../sign-in/check.js', beside));
  const { hostCheck } = (await import(pathToFileURL(file).href)) as { hostCheck: Check };

  const policy = 'default: { checks: { host: { domains: acme.example } } }';
  const hook = await startRuledHook(t, policy, [hostCheck], path.join(folder, 'guide.sqlite'));
  const visitor = { jobId: 'ours', hostEmail: 'grace@acme.example' };
  t.equal((await hook.signIn(visitor)).status, 200);
  const held = await hook.signIn({ jobId: 'other', hostEmail: 'grace@elsewhere.example' });
  t.match(held, { status: 412, body: /The host does not belong to the company\./ });
  t.match(await checksOf(hook.store.db, 'other'), [
    { check: 'host', passed: false, reason: 'document_missing' },
    { check: 'recent', passed: true },
  ]);
});

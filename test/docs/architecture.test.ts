import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** The numbered steps of the section that follows one sign-in, without line breaks. */
function stepsOfOneSignIn(): string[] {
  const [, section = ''] = read('docs/architecture.md').split('## One sign-in, file by file\n');
  const [list = ''] = section.split('\nMeanwhile');
  return list.split(/^\d+\. /mu).slice(1);
}

t.test('one sign-in is followed through ten files, which declare what the page names', (t) => {
  const steps = stepsOfOneSignIn();
  t.equal(steps.length, 10);
  for (const step of steps) {
    const [file = '', ...names] = [...step.matchAll(/`([^`]+)`/gu)].map(([, code]) => code!);
    const text = read(file);
    const functions = names.filter((name) => /^#?[a-z]\w+$/u.test(name) && name !== 'jobId');
    t.ok(functions.length > 0, `${file} has a function to read`);
    for (const name of functions) {
      const declared = new RegExp(`^(export )?(  )?(async |function |const )*${name}\\b`, 'mu');
      t.match(text, declared, `${file} declares ${name}`);
    }
  }
  t.end();
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { WaitingMark } from '#server/sign-in/waiting-mark.ts';

const earlier = '2026-11-24T09:00:00.000Z';

/** A mark of an earlier process, in a folder that does not answer at first. */
function silentFolder(t: Test) {
  const folder = { answers: false };
  const dataDir = t.testdir({});
  const file = path.join(dataDir, 'answers-waiting');
  writeFileSync(file, `${earlier}\n`);
  const mark = new WaitingMark(dataDir, async () => {
    if (!folder.answers) throw new Error('The folder does not answer.');
  });
  return { folder, file, mark };
}

t.test('a mark that cannot be read at first is read once the folder answers', async (t) => {
  const { folder, file, mark } = silentFolder(t);
  t.equal(await mark.former(), null);
  folder.answers = true;
  t.same(await mark.former(), new Date(earlier));
  mark.formerShown();
  await mark.settle();
  t.notOk(existsSync(file), 'the desk shows it');
});

t.test('a mark that was not read stays for the next process', async (t) => {
  const { folder, file, mark } = silentFolder(t);
  t.equal(await mark.former(), null);
  mark.formerShown();
  await mark.settle();
  folder.answers = true;
  mark.set();
  mark.clear();
  await mark.settle();
  t.equal(readFileSync(file, 'utf8'), `${earlier}\n`);
});

import t from 'tap';
import { filesOfOneDocument, filesOfOneSignIn } from '../../lab/sign-in-files.ts';

// A new engineer who follows a sign-in reads these files. What a timer runs during one of two sign-ins is not among
// them.

t.test('an approved sign-in runs through at most 100 files', async (t) => {
  const files = await inBoth(filesOfOneSignIn);
  t.ok(files.length > 20, 'it ran');
  t.ok(files.length <= 100, `${files.length} files`);
});

t.test('with a document, through at most 130', async (t) => {
  const files = await inBoth(filesOfOneDocument);
  t.ok(files.length > 20, 'it ran');
  t.ok(files.length <= 130, `${files.length} files`);
});

async function inBoth(run: typeof filesOfOneSignIn): Promise<string[]> {
  const first = await run();
  const second = await run();
  return first.signIn.filter((file) => second.signIn.includes(file));
}

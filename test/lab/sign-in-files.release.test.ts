import t from 'tap';
import { filesOfOneDocument, filesOfOneSignIn } from '../../lab/sign-in-files.ts';

// A new engineer who follows a sign-in reads these files.

t.test('an approved sign-in runs through at most 100 files', async (t) => {
  const { signIn } = await filesOfOneSignIn();
  t.ok(signIn.length > 20, 'it ran');
  t.ok(signIn.length <= 100, `${signIn.length} files`);
});

t.test('with a document, through at most 130', async (t) => {
  const { signIn } = await filesOfOneDocument();
  t.ok(signIn.length > 20, 'it ran');
  t.ok(signIn.length <= 130, `${signIn.length} files`);
});

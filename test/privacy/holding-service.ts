// A process that keeps the database open and everyone in memory, as the service does.
import { Gallery } from '#server/people/gallery.ts';
import { openTestStore } from '../support/store.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';

const [, , databaseFile = '', keyFile = ''] = process.argv;
const store = await openTestStore({ databaseFile });
const cipher = await openTemplateCipher(store.db, keyFile);
const gallery = new Gallery({ db: store.db, cipher, model: { id: 'onnx/test', dimension: 512 } });
await gallery.refresh();
const claim = { name: null, email: 'wilhelmina@example.com', employeeId: null };
// For each line of input, prints how many people match the claim.
process.stdin.on('data', () => {
  void gallery.findClaimed(claim).then((found) => process.stdout.write(`${found.length}\n`));
});
process.stdout.write('ready\n');

// A process that has the database open, with everyone in memory, as the service has.
import { Gallery } from '../../server/people/gallery.ts';
import { openStore } from '../support/store.ts';
import { openTemplateCipher } from '../../server/templates/open-cipher.ts';

const [, , databaseFile = '', keyFile = ''] = process.argv;
const store = await openStore({ databaseFile });
const cipher = await openTemplateCipher(store.db, keyFile);
const gallery = new Gallery({ db: store.db, cipher, model: { id: 'onnx/test', dimension: 512 } });
await gallery.refresh();
const claim = { name: null, email: 'wilhelmina@example.com', employeeId: null };
// Each line that comes in asks once more whom it knows.
process.stdin.on('data', () => {
  void gallery.findClaimed(claim).then((found) => process.stdout.write(`${found.length}\n`));
});
process.stdout.write('ready\n');

// A process that stores one decided sign-in, prints so, and then stays until it is killed.
import { openStore } from '../support/store.ts';
import { insertSignIn } from '../../server/store/tables/sign-ins.ts';
import { decidedSignIn } from './rows.ts';

const store = await openStore({ databaseFile: process.argv[2] ?? '' });
await insertSignIn(store.db, decidedSignIn('kept'));
process.stdout.write('stored\n');
process.stdin.resume();

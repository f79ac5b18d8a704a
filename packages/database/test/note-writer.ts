// A process that stores one note, prints so, and then stays until it is killed.
import { openDatabaseFile } from '../index.ts';
import { note, notesDefinition } from './notes.ts';

const databaseFile = process.argv[2] ?? '';
const { db } = await openDatabaseFile(notesDefinition, { databaseFile });
await db.insertInto('notes').values(note('kept')).execute();
process.stdout.write('stored\n');
process.stdin.resume();

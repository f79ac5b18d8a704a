// A process that holds the write lock of a database, from "locked" on its output until the end of its input.
import Database from 'better-sqlite3';

const database = new Database(process.argv[2]);
database.exec('begin immediate');
process.stdout.write('locked\n');
process.stdin.resume().on('end', () => {
  database.exec('commit');
  database.close();
});

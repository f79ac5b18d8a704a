import { EventEmitter } from 'node:events';
import t from 'tap';
import { missingPackage, openPcscReader } from '../../scripts/commands/reader/pcsc-reader.ts';

/** Replaces the package `smartcard` on a machine whose pcscd runs or does not run. */
class Devices extends EventEmitter {
  static isRunning = true;
  static opened: Devices[] = [];

  start(): void {
    Devices.opened.push(this);
    if (!Devices.isRunning) this.lose();
  }
  lose(): void {
    this.emit('error', new Error('PC/SC service not running'));
  }
  stop(): void {}
  listReaders(): string[] {
    return ['reader'];
  }
  getCards() {
    const transmit = async () => Buffer.from('9000', 'hex');
    return new Map([['reader', { transmit }]]);
  }
}

t.test('a pcscd that starts again is opened again, and is no reader meanwhile', async (t) => {
  const reader = openPcscReader(() => new Devices(), 0);
  const changed = () => new Promise<void>((resolve) => (reader.onChanged = resolve));
  t.match(reader, { hasReader: true, documents: 1 });
  Devices.opened[0]?.emit('error', new Error('Card is unresponsive'));
  t.match(reader, { hasReader: true }, 'a document that does not answer');
  Devices.isRunning = false;
  Devices.opened[0]?.lose();
  Devices.opened[0]?.lose();
  t.match(reader, { hasReader: false, documents: 0 });
  await changed();
  t.match(reader, { hasReader: false, documents: 0 }, 'it is not back yet');
  Devices.isRunning = true;
  await changed();
  t.match(reader, { hasReader: true, documents: 1 });
  t.equal(Devices.opened.length, 3);
  reader.stop();
});

t.test('the agent says what to install where pcscd or the package is missing', (t) => {
  Devices.isRunning = false;
  const open = () => openPcscReader(() => new Devices());
  t.throws(open, { code: 'no_pcsc', message: /apt-get install pcscd/ });
  // npm would delete every other package from the program's folder.
  t.match(
    missingPackage('/usr/lib/vestibule/versions/1.2.0'),
    /npm install --prefix \/usr\/lib\/vestibule smartcard@3\.7$/,
  );
  t.match(missingPackage('/srv/clone'), 'in /srv/clone: npm install --no-save smartcard@3.7');
  t.end();
});

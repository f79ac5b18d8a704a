import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import type { Test } from 'tap';
import { startNotify } from '../../server/notify/start-notify.ts';
import { MailServer } from '../support/mail-server.ts';
import type { startRingingDesk } from './ringing-desk.ts';

type Started = Awaited<ReturnType<typeof startRingingDesk>>['desk'];

/** Has the desk send its messages to hosts by a mail server of the test's. */
export async function sendByMail(t: Test, desk: Started): Promise<void> {
  const mail = await new MailServer().start();
  t.teardown(() => mail.stop());
  const { db, dataDir } = desk;
  const notifyFile = path.join(dataDir, 'notify.yaml');
  const server = `{ host: 127.0.0.1, port: ${mail.port}, from: desk@acme.example, security: none }`;
  const lobby = '{ name: lobby, type: email, to: [lobby@acme.example] }';
  writeFileSync(notifyFile, `email: ${server}\nchannels: [${lobby}]\n`);
  const notifications = await startNotify({
    config: {
      templateKeyFile: path.join(dataDir, 'template.key'),
      notifyFile,
      notifyCopyFile: path.join(dataDir, 'notify.in-force.yaml'),
    },
    secrets: { notify: {} },
    db,
    log: pino({ level: 'silent' }),
  });
  t.teardown(() => notifications.stop());
  desk.desk.hostMessages.written = notifications.written;
}

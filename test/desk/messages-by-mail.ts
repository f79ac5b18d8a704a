import type { Test } from 'tap';
import { KeepingMailServer } from '../support/mail-server.ts';

/** A mail server, and a notify.yaml that sends messages to hosts and to the lobby through it. */
export async function mailInTest(t: Test) {
  const mail = await new KeepingMailServer().start();
  t.teardown(() => mail.stop());
  const server = `{ host: 127.0.0.1, port: ${mail.port}, from: desk@acme.example }`;
  const lobby = '{ name: lobby, type: email, to: [lobby@acme.example] }';
  return { mail, notifyFile: `email: ${server}\nchannels: [${lobby}]\n` };
}

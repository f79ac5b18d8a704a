import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Mail {
  from: string;
  to: string[];
  headers: string;
  /** The text and the HTML part, decoded. */
  body: string;
  encrypted: boolean;
  user: string | undefined;
}

/** A real SMTP server on this machine that keeps all mail. */
export class KeepingMailServer extends EventEmitter<{ mail: [Mail] }> {
  readonly all: Mail[] = [];
  readonly #options: SMTPServerOptions;
  #server: SMTPServer | undefined;
  /** Reserves the port while the server is down, and closes every connection. */
  #silent: Server | undefined;
  #port = 0;

  constructor(options: SMTPServerOptions = { authOptional: true, disabledCommands: ['STARTTLS'] }) {
    super();
    this.#options = options;
  }

  get port(): number {
    return this.#port;
  }

  /** Starts at the previous port, if there was one. */
  async start(): Promise<this> {
    this.#server = new SMTPServer({
      ...this.#options,
      disableReverseLookup: true,
      onData: (stream, session, done) => {
        void text(stream).then((source) => {
          const [headers = '', ...rest] = source.split('\r\n\r\n');
          const mail: Mail = {
            from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
            to: session.envelope.rcptTo.map(({ address }) => address),
            headers,
            body: decoded(rest.join('\r\n\r\n')),
            encrypted: session.secure,
            user: session.user as string | undefined,
          };
          this.all.push(mail);
          done();
          this.emit('mail', mail);
          // A client that was killed meanwhile sends no complete mail.
        }, done);
      },
    });
    await this.#release();
    // A killed client resets its connection.
    this.#server.on('error', () => {});
    const listening = this.#server.listen(this.#port, '127.0.0.1');
    await once(listening, 'listening');
    this.#port = (listening.address() as AddressInfo).port;
    return this;
  }

  async next(): Promise<Mail> {
    const [mail] = (await once(this, 'mail')) as [Mail];
    return mail;
  }

  /** Stops answering until `start` is called again. */
  async down(): Promise<void> {
    await this.stop();
    this.#silent = createServer((socket) => socket.destroy()).listen(this.#port, '127.0.0.1');
    await once(this.#silent, 'listening');
  }

  async stop(): Promise<void> {
    await this.#release();
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async #release(): Promise<void> {
    const silent = this.#silent;
    this.#silent = undefined;
    if (silent) await new Promise<void>((resolve) => silent.close(() => resolve()));
  }
}

/** Decodes quoted-printable, and leaves other text unchanged. */
function decoded(body: string): string {
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

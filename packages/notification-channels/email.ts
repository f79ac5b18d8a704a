import { createTransport } from 'nodemailer';
import { html, oneLine } from '#base/text';
import { DeliveryError } from '#base/http';
import type { Notice, NoticeChannel, NoticeMessage } from './notice.ts';

export interface MailServer {
  host: string;
  port: number;
  user: string | null;
  password: string | null;
  from: string;
}

/** Registered for mail that is encrypted from the first byte (RFC 8314). At other ports, a server offers STARTTLS. */
const tlsPort = 465;
/** Nobody reads along on the way there, and the certificate of such a server names no loopback address. */
const thisMachine: readonly string[] = ['localhost', '127.0.0.1', '::1'];
const connectTimeoutMs = 10_000;
const silentForMs = 20_000;

/**
 * E-mail by SMTP. A retry has the same Message-ID, so many mail systems drop the duplicate. SMTP delivers at least
 * once, not exactly once.
 *
 * @param to the addresses, or what returns those of a message
 */
export function emailChannel<M extends NoticeMessage>(
  server: MailServer,
  to: readonly string[] | ((message: M) => readonly string[]),
): NoticeChannel<M> {
  const { host, port, user, password, from } = server;
  const isHere = thisMachine.includes(host);
  const transport = createTransport({
    host,
    port,
    secure: port === tlsPort,
    requireTLS: !isHere,
    tls: { rejectUnauthorized: !isHere },
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    dnsTimeout: connectTimeoutMs,
    socketTimeout: silentForMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.replace(/^.*@/, '').replace(/[^\w.-].*$/, '');
  return {
    async send(message, signal) {
      const recipients = typeof to === 'function' ? to(message) : to;
      if (recipients.length === 0) throw new DeliveryError('no_recipient', { permanent: true });
      const { id, createdAt } = message;
      const notice = inLines(message.notice);
      try {
        await transport.sendMail({
          from,
          to: recipients.map((address) => ({ name: '', address })),
          subject: notice.title,
          text: textOf(notice),
          html: htmlOf(notice),
          date: createdAt,
          messageId: `<${id}@${domain}>`,
          // Prevents out-of-office replies (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        });
      } catch (error) {
        throw mailFault(error);
      }
    },
  };
}

/** Keeps only the number of the server's reply: its text may contain addresses. */
function mailFault(error: unknown): DeliveryError {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const kind = typeof code === 'string' ? code : 'unreachable';
  if (typeof responseCode !== 'number') return new DeliveryError(kind);
  // An administrator can fix a wrong password or missing STARTTLS, so these messages are retried.
  const permanent = responseCode >= 500 && ['EENVELOPE', 'EMESSAGE'].includes(kind);
  return new DeliveryError(`smtp_${responseCode}`, { permanent });
}

/** Puts each text on one line, whatever others typed. */
function inLines(notice: Notice): Required<Notice> {
  const { title, facts, why, whatToDo } = notice;
  const { texts = [], language = 'en', direction = 'ltr' } = notice;
  return {
    ...{ texts, language, direction },
    title: oneLine(title),
    facts: facts.map(([label, value]) => [label, oneLine(value)] as const),
    why: why === null ? null : oneLine(why),
    whatToDo: oneLine(whatToDo),
  };
}

function textOf({ title, facts, why, whatToDo, texts }: Required<Notice>): string {
  const lines = facts.map(([label, value]) => `${label}: ${value}`);
  const paragraphs = [title, lines.join('\n'), why, whatToDo, ...texts];
  return `${paragraphs.filter((text) => text !== null && text !== '').join('\n\n')}\n`;
}

function htmlOf(notice: Required<Notice>): string {
  const { title, facts, why, whatToDo, texts, language, direction } = notice;
  const side = direction === 'rtl' ? 'right' : 'left';
  const rows = facts.map(
    ([label, value]) =>
      html`<tr>
        <th align="${side}" style="padding:2px 16px 2px 0;font-weight:normal;color:#555">
          ${label}
        </th>
        <td dir="auto" style="padding:2px 0">${value}</td>
      </tr>`,
  );
  const paragraphs = [why, whatToDo].filter((text) => text !== null);
  return html`<!doctype html>
    <html lang="${language}" dir="${direction}">
      <body style="font-family:sans-serif;font-size:15px;line-height:1.5;color:#111">
        <h1 style="font-size:18px;margin:0 0 12px">${title}</h1>
        <table role="presentation">
          ${rows}
        </table>
        ${paragraphs.map((text) => html`<p style="margin:12px 0">${text}</p>`)}
        ${texts.map((text) => html`<p dir="auto" style="margin:12px 0;white-space:pre-wrap">${text}</p>`)}
      </body>
    </html>`.markup;
}

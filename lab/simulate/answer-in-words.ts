import { oneLine, printable, readJson } from '#base/text';
import { wrapText } from '../../scripts/terminal/text.ts';
import type { HookAnswer } from './held-sign-in.ts';

interface Review {
  message?: unknown;
  attachments?: readonly { label?: unknown; value?: unknown }[];
}

/** `Let in`, or `Held: ` with the reason and the front desk's text; at most 80 columns wide. */
export function answerInWords({ status, body, milliseconds }: HookAnswer): string {
  const took = `(${status}, after ${(milliseconds / 1000).toFixed(1)} s)`;
  if (status === 200) return `Let in  ${took}`;
  if (status === 401) {
    return wrapText(`Refused: the signature is wrong; has the service another secret?  ${took}`);
  }
  const review = status === 412 ? reviewIn(body) : null;
  if (!review) return wrapText(`Not an answer that Envoy knows  ${took}\n${oneLine(body, 1000)}`);
  const { message, attachments = [] } = review;
  const noted = attachments.flatMap(({ label, value }) =>
    typeof label === 'string' && typeof value === 'string' ? [{ label, value }] : [],
  );
  const reason = noted.find(({ label }) => label === 'Reason')?.value ?? 'no reason was given';
  const others = noted.filter(({ label }) => label !== 'Reason');
  return [
    wrapText(printable`Held: ${reason}  ${took}`),
    wrapText(oneLine(typeof message === 'string' ? message : body), '  '),
    ...others.map(({ label, value }) => wrapText(printable`${label}: ${value}`, '  ', '  ')),
  ].join('\n');
}

function reviewIn(body: string): Review | null {
  const review = readJson(body) as Review | null | undefined;
  return typeof review === 'object' ? review : null;
}

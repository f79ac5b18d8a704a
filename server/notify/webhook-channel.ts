import { WebhookSigner } from '#notification-channels';
import { oneLine } from '#base/text';
import type { Channel, Message } from './destination.ts';
import { postJson } from '#base/http';

interface WebhookOptions {
  url: string;
  /** `whsec_` followed by base64. */
  secret: string;
  now: () => Date;
}

const types = {
  sign_in_held: 'sign_in.held',
  sign_in_approved: 'sign_in.approved',
  sign_in_review: 'sign_in.review',
  visit_ended: 'visit.ended',
  host_called: 'sign_in.host_called',
  desk_wrote: 'desk.wrote',
  enrolment_invited: 'enrolment.invited',
  kiosk_gone: 'kiosk.gone',
  kiosk_back: 'kiosk.back',
  record_begun_again: 'record.begun_again',
  list_overdue: 'list.overdue',
  list_current: 'list.current',
  list_proposed: 'list.proposed',
  calls_refused: 'envoy.calls_refused',
  clock_off: 'envoy.clock_off',
  test: 'test',
} as const;

/**
 * A webhook signed according to Standard Webhooks 1.0. A retry has the same `webhook-id`, so that receivers can
 * drop duplicates.
 */
export function webhookChannel({ url, secret, now }: WebhookOptions): Channel {
  const signer = new WebhookSigner(secret);
  return {
    async send(message, signal) {
      const body = JSON.stringify(webhookBody(message));
      const headers = signer.headers(`msg_${message.id}`, now(), body);
      await postJson({ url, body, headers, signal });
    },
  };
}

function webhookBody({ contents, notice, createdAt }: Message) {
  const { kind = 'sign_in_held', ...about } = contents ?? {};
  const { title, why, whatToDo } = notice;
  return {
    type: types[kind],
    timestamp: createdAt.toISOString(),
    data: { ...printableTexts(about), to: undefined, title: oneLine(title), why, whatToDo },
  };
}

/** The receiver may show these texts. Ids stay unchanged, so that they can be searched. */
function printableTexts(about: object): object {
  const printableEntry = ([name, value]: [string, unknown]) =>
    typeof value === 'string' && !/id$/i.test(name) ? [name, oneLine(value)] : [name, value];
  return Object.fromEntries(Object.entries(about).map(printableEntry) as [string, unknown][]);
}

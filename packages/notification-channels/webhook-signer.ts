import { Webhook } from 'standardwebhooks';

/** Signs webhooks according to Standard Webhooks 1.0. */
export class WebhookSigner {
  readonly #webhook: Webhook;

  /** @param secret `whsec_` followed by base64 @throws {Error} for another secret */
  constructor(secret: string) {
    this.#webhook = new Webhook(secret);
  }

  /** @param id the same at every try, so that receivers can drop duplicates */
  headers(id: string, at: Date, body: string): Record<string, string> {
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': this.#webhook.sign(id, at, body),
    };
  }
}

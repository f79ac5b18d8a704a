/** A kiosk broke the protocol. The message becomes the reason that its socket is closed with. */
export class BadMessage extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'BadMessage';
  }
}

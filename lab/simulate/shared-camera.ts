import type { CameraTaker, Ready } from '#server/protocol/messages.ts';

/** One client's socket to one instance. */
interface CameraClient {
  tellTaken(by: CameraTaker): void;
  giveWay(): void;
}

interface CameraUser {
  client: CameraClient;
  givesWay: boolean;
}

/** The camera of a kiosk that has a socket to each of several instances: it serves one capture at a time. */
export class SharedCamera {
  readonly #page = Date.now();
  #n = 0;
  /** The connected clients, with what each has told its instance. */
  readonly #clients = new Map<CameraClient, CameraTaker>();
  #user: CameraUser | null = null;

  /** Returns what the client says when it is ready. */
  join(client: CameraClient): Pick<Ready, 'socket' | 'taken'> {
    const taken = this.#takerFor(client);
    this.#clients.set(client, taken);
    return { socket: { page: this.#page, n: ++this.#n }, taken };
  }

  leave(client: CameraClient): void {
    this.#clients.delete(client);
    this.free(client);
  }

  /** Returns false when the camera serves another client. */
  grant(client: CameraClient, givesWay: boolean): boolean {
    const user = this.#user;
    if (user && user.client !== client) {
      if (!user.givesWay || givesWay) return false;
      user.client.giveWay();
    }
    this.#use({ client, givesWay });
    return true;
  }

  free(client: CameraClient): void {
    if (this.#user?.client === client) this.#use(null);
  }

  #use(user: CameraUser | null): void {
    this.#user = user;
    for (const [client, told] of this.#clients) {
      const by = this.#takerFor(client);
      if (by === told) continue;
      this.#clients.set(client, by);
      client.tellTaken(by);
    }
  }

  #takerFor(client: CameraClient): CameraTaker {
    if (!this.#user || this.#user.client === client) return 'nobody';
    return this.#user.givesWay ? 'yielding' : 'visitor';
  }
}

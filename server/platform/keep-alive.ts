import type { WebSocket } from 'ws';

interface KeepAlive {
  everyMs: number;
  /** Called with each ping. */
  onPing?: () => void;
  /** Called when a silent socket was closed. */
  onSilent?: () => void;
}

/** Pings the other side and closes the socket when nothing came since the last ping. Returns a function that stops. */
export function keepAlive(socket: WebSocket, { everyMs, onPing, onSilent }: KeepAlive): () => void {
  let isHeard = true;
  const hear = () => (isHeard = true);
  socket.on('pong', hear).on('message', hear);
  const timer = setInterval(() => {
    if (!isHeard) {
      socket.terminate();
      onSilent?.();
      return;
    }
    isHeard = false;
    socket.ping();
    onPing?.();
  }, everyMs);
  const stop = () => clearInterval(timer);
  socket.once('close', stop);
  return stop;
}

import { ConfigError } from '../config/config.ts';
import { PairingError } from '../kiosk/pairing-error.ts';
import { StoreError } from '../store/store-error.ts';
import { ModelsError } from '../vision/models/models-error.ts';

const kinds = [ConfigError, PairingError, StoreError, ModelsError];

/**
 * The sentence for whoever runs this, when the error is one that they can mend; null when it is a
 * fault of the program, whose stack says more.
 */
export function sentenceForOperator(error: unknown): string | null {
  if (kinds.some((kind) => error instanceof kind)) return (error as Error).message;
  const { code, port, address } = error as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
  };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use: is Vestibule running already? Stop it, or choose another port (VESTIBULE_HOOK_PORT, VESTIBULE_LOBBY_PORT).`;
  }
  if (code === 'EADDRNOTAVAIL') {
    return `This machine has no address ${address}: look at VESTIBULE_HOOK_HOST and VESTIBULE_LOBBY_HOST.`;
  }
  return null;
}

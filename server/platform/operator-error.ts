/** A fault that whoever runs this can mend. Its message is a sentence that says what to do next. */
export class OperatorError extends Error {}

/** An error that has such a sentence only for some of its codes. */
interface MaybeForOperator {
  operatorSentence(): string | null;
}

/**
 * The sentence for whoever runs this, when the error is one that they can mend; null when it is a
 * fault of the program, whose stack says more.
 */
export function sentenceForOperator(error: unknown): string | null {
  if (error instanceof OperatorError) return error.message;
  if (hasSentence(error)) return error.operatorSentence();
  const { code, path, port, address } = error as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
  };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use: is Vestibule running already? Stop it, or choose another port (VESTIBULE_HOOK_PORT, VESTIBULE_LOBBY_PORT).`;
  }
  if (path !== undefined && (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')) {
    return `${path} may not be read or written by this account (${code}): look at its owner and its permissions.`;
  }
  if (code === 'EADDRNOTAVAIL') {
    return `This machine has no address ${address}: look at VESTIBULE_HOOK_HOST and VESTIBULE_LOBBY_HOST.`;
  }
  return null;
}

function hasSentence(error: unknown): error is MaybeForOperator {
  return error instanceof Error && 'operatorSentence' in error;
}

import { useState } from 'preact/hooks';
import { Refusal } from '../service/api.ts';

/** One act at a time, with what went wrong in words. */
export function useAct() {
  const [isBusy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  return {
    isBusy,
    problem: message && (
      <p class="problem" role="alert">
        {message}
      </p>
    ),
    run: (act: () => Promise<void>) => {
      setBusy(true);
      setMessage(null);
      act()
        .catch((error: unknown) =>
          setMessage(error instanceof Refusal ? error.message : 'Something went wrong.'),
        )
        .finally(() => setBusy(false));
    },
  };
}

/** Called with what stops a feature. */
export type OnClose = (stop: () => Promise<void>) => void;

/**
 * Starts a part of the service. Its parameter's type names what it needs of the context. It returns what it adds.
 */
type Feature<Needed, Added> = (needs: Needed, onClose: OnClose) => Added | Promise<Added>;

/** A context that grows by one feature after the other. The compiler refuses a feature before what it needs. */
export class GrowingContext<Context extends object> {
  /** Rejects with the first error of a feature; those after it do not start. */
  readonly whole: Promise<Context>;
  readonly #onStep: (step: string) => void;
  readonly #onClose: OnClose;

  constructor(begun: Context | Promise<Context>, onStep: (step: string) => void, onClose: OnClose) {
    this.whole = Promise.resolve(begun);
    this.#onStep = onStep;
    this.#onClose = onClose;
  }

  /** @param step what the start waits for meanwhile, because a feature may take long */
  add<Added extends object>(
    step: string,
    feature: Feature<Context, Added>,
  ): GrowingContext<Context & Added> {
    const added = this.whole.then(async (context) => {
      this.#onStep(step);
      return { ...context, ...(await feature(context, this.#onClose)) };
    });
    return new GrowingContext(added, this.#onStep, this.#onClose);
  }
}

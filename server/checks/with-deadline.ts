/** What the promise came to by then; null when it had not. @param time on the clock of `performance.now()` */
export async function withDeadline<T>(time: number, promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), Math.max(0, time - performance.now()));
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

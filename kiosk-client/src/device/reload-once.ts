const key = 'vestibule.reloaded';

/** Reloads the page to get a newer one. False when that was tried before and did not help. */
export function reloadOnce(): boolean {
  if (sessionStorage.getItem(key)) return false;
  sessionStorage.setItem(key, 'yes');
  location.reload();
  return true;
}

/** To be called when page and service understand each other. */
export function forgetReload(): void {
  sessionStorage.removeItem(key);
}

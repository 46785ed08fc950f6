// Cookies of the host page. Where they cannot be had, the visitor is a new one each time.

const YEAR = 365 * 24 * 60 * 60;

export class Cookies {
  readonly #domain: string;

  constructor(baseDomain: string | undefined) {
    this.#domain = baseDomain ? `;domain=${baseDomain}` : '';
  }

  read(name: string): string | undefined {
    const start = `${name}=`;
    // Nothing that is kept here has signs that were encoded.
    try {
      const found = document.cookie.split('; ').find((cookie) => cookie.startsWith(start));
      return found?.slice(start.length);
    } catch {
      return undefined;
    }
  }

  write(name: string, value: string, seconds = YEAR): void {
    try {
      const pair = `${name}=${encodeURIComponent(value)}`;
      document.cookie = `${pair};path=/;max-age=${seconds};SameSite=Lax${this.#domain}`;
    } catch {
      // A page in a sandbox has no cookies, and refuses to be asked.
    }
  }

  remove(name: string): void {
    this.write(name, '', 0);
  }
}

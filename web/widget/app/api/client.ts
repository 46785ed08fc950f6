// Requests to the server, in the name of the visitor.

const KEY = 'Idempotency-Key';
const ABOUT_CONVERSATION = /^(custom_attributes|labels)\b/;

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {
    super(`The server answered ${status}`);
  }

  // What is wrong with what was sent, in the words of the server.
  get reason(): string | undefined {
    const { message, error } = (this.body ?? {}) as { message?: string; error?: string };
    return [413, 422].includes(this.status) ? (message ?? error) : undefined;
  }

  // Whether it may be another answer the next time.
  get isPassing(): boolean {
    return this.status >= 500 || this.status === 429;
  }

  // What is wrong with a field of the message is as wrong when it is sent again.
  get isFinal(): boolean {
    const isOfMessage = (name: string) => name !== 'base' && !ABOUT_CONVERSATION.test(name);
    return this.status === 413 || this.#wrong.some(isOfMessage);
  }

  // Whether it is not the message that is wrong, but what was said about its conversation.
  get isAboutConversation(): boolean {
    return this.#wrong.some((name) => ABOUT_CONVERSATION.test(name));
  }

  // Whether it may have been done all the same: the answer is not that of the server, or says so.
  get mayBeDone(): boolean {
    return this.status >= 500 || this.status === 409;
  }

  // The fields that are wrong.
  get #wrong(): string[] {
    const { attributes } = (this.body ?? {}) as { attributes?: string[] };
    return (this.status === 422 && attributes) || [];
  }
}

export class Client {
  locale = '';
  // The conversation that requests are about. Without one they are about the newest.
  chosen: number | undefined;
  #token: string;
  readonly #websiteToken: string;

  constructor(token: string, websiteToken: string) {
    this.#token = token;
    this.#websiteToken = websiteToken;
  }

  set token(token: string) {
    this.#token = token;
  }

  get<Answer>(path: string, query: Record<string, string | number> = {}): Promise<Answer> {
    return this.#request<Answer>('GET', this.#address(path, query));
  }

  // With a key it is done once, however often it is posted.
  post<Answer = void>(path: string, body: unknown = {}, key = ''): Promise<Answer> {
    return this.#request<Answer>('POST', this.#address(path), body, key);
  }

  patch<Answer = void>(path: string, body: unknown): Promise<Answer> {
    return this.#request<Answer>('PATCH', this.#address(path), body);
  }

  delete(path: string): Promise<void> {
    return this.#request('DELETE', this.#address(path));
  }

  // Posts files, which `fetch` cannot tell the progress of.
  upload<Answer>(
    path: string,
    form: FormData,
    key: string,
    progress: (share: number) => void,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', this.#address(path));
      request.setRequestHeader('X-Auth-Token', this.#token);
      request.setRequestHeader(KEY, key);
      request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
      request.onerror = () => reject(new TypeError('The server was not reached'));
      request.onload = () => {
        const body = read(request.responseText);
        if (request.status < 300) resolve(body as Answer);
        else reject(new Refusal(request.status, body));
      };
      request.send(form);
    });
  }

  async #request<Answer>(
    method: string,
    address: string,
    body?: unknown,
    key = '',
  ): Promise<Answer> {
    const headers: Record<string, string> = { 'X-Auth-Token': this.#token };
    if (key) headers[KEY] = key;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    // Whatever cookies there are, they are not those of the visitor.
    const request = { method, headers, body: JSON.stringify(body), credentials: 'omit' } as const;
    const answer = await fetch(address, request);
    const said = read(await answer.text());
    if (!answer.ok) throw new Refusal(answer.status, said);
    return said as Answer;
  }

  #address(path: string, query: Record<string, string | number> = {}): string {
    const address = new URL(`/api/v1/widget/${path}`, location.origin);
    address.searchParams.set('website_token', this.#websiteToken);
    if (this.locale) address.searchParams.set('locale', this.locale);
    if (this.chosen) address.searchParams.set('conversation_id', `${this.chosen}`);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, `${value}`);
    return address.href;
  }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

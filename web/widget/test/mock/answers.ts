// What the mock answers.

export interface Answer {
  status?: number;
  type?: string;
  headers?: Record<string, string>;
  body: string | Buffer;
}

// An answer that takes the place of another one, whether that is done or not.
export interface Instead {
  answer: Answer;
  isDone: boolean;
}

export function json(body: unknown, status = 200): Answer {
  return { status, body: JSON.stringify(body) };
}

export function empty(status: number): Answer {
  return { status, body: '' };
}

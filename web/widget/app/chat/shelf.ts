// What was not said yet in the conversations that the visitor has left: lines on their way to the
// server or refused by it, and words and files that were not sent.

import { replaced, type Line } from './lines';

export interface Unsaid {
  lines: Line[];
  words: string;
  files: File[];
}

export class Shelf {
  readonly #kept = new Map<number, Unsaid>();

  put(conversationId: number, { lines, words, files }: Unsaid): void {
    this.#kept.set(conversationId, { lines: lines.filter(isUnsent), words, files });
  }

  take(conversationId: number): Unsaid {
    const kept = this.#kept.get(conversationId) ?? { lines: [], words: '', files: [] };
    this.#kept.delete(conversationId);
    return kept;
  }

  arrived(key: string): void {
    for (const kept of this.#kept.values()) {
      kept.lines = kept.lines.filter((line) => line.key !== key);
    }
  }

  failed(key: string, why: Partial<Line>): void {
    for (const kept of this.#kept.values()) {
      kept.lines = replaced(kept.lines, key, { ...why, state: 'failed' });
    }
  }
}

export function isUnsent(line: Line): boolean {
  return line.state !== 'sent';
}

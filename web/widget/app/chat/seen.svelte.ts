// What was seen, by the visitor and by the team. Both are told in whole seconds, so it is also
// kept which message of such a second was the last that the visitor could see.

import { isReply, type Line } from './lines';

export class Seen {
  #at = $state(0);
  #id = $state(0);
  #teamAt = $state(0);

  isNews({ created_at, id }: Line): boolean {
    return created_at >= this.#at && id > this.#id;
  }

  // The visitor has seen what there was until then.
  until(second: number, lines: Line[]): void {
    this.#at = Math.max(this.#at, second);
    for (const { created_at, state, id } of lines) {
      if (state === 'sent' && created_at <= this.#at) this.#id = Math.max(this.#id, id);
    }
  }

  byTeam(second: number): void {
    this.#teamAt = Math.max(this.#teamAt, second);
  }

  // Whether the team has seen a line: whoever answers has.
  wasSeen(line: Line, lines: Line[]): boolean {
    const answered = lines.some((other) => isReply(other) && other.id > line.id);
    return line.state === 'sent' && (answered || line.created_at <= this.#teamAt);
  }

  forget(): void {
    this.#at = this.#id = this.#teamAt = 0;
  }
}

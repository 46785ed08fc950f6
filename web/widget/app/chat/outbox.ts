// How what the visitor says gets to the server.

import type { Message, StartedConversation } from 'shared/wire';
import type { Visitor } from '../api/visitor';
import { isFromTeam, type Draft } from './lines';
import type { Remarks } from './remarks';

export interface Posted {
  message: Message;
  // The conversation, if one was asked for.
  started?: StartedConversation;
}

export class Outbox {
  readonly #visitor: Visitor;
  readonly #remarks: Remarks;

  constructor(visitor: Visitor, remarks: Remarks) {
    this.#visitor = visitor;
    this.#remarks = remarks;
  }

  // What is sent again is the same in every word, by which the server knows it.
  async post(
    { content, files, beginning, isFirst, timestamp, referer_url }: Draft,
    echo_id: string,
    hasConversation: boolean,
    progress: (share: number) => void,
  ): Promise<Posted> {
    const words = { content, echo_id, referer_url, timestamp };
    const along = hasConversation ? {} : this.#remarks.takenAlong(beginning);
    if (isFirst) {
      const started = await this.#visitor.startConversation(words, along);
      const message = started.messages.find((each) => !isFromTeam(each));
      if (!message) throw new Error('A conversation starts with what was said');
      return { message, started };
    }
    const message =
      files.length > 0
        ? await this.#visitor.sendFiles(words, files, along, progress)
        : await this.#visitor.sendMessage(words, along);
    return { message };
  }
}

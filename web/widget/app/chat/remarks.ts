// What is said about a conversation: attributes and labels. It waits until there is one, goes along
// when one begins, and is not for the one after that.

import type { Attributes } from 'shared/protocol';
import type { Beginning, Visitor } from '../api/visitor';

interface Remark {
  say: () => void;
  done: () => void;
}

export class Remarks {
  readonly #visitor: Visitor;
  // What the site says, and what the visitor was asked before: the server takes all attributes for
  // those that are not said again.
  #attributes: Attributes = {};
  readonly #labels = new Set<string>();
  #waiting: Remark[] | undefined = [];

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
  }

  setAttributes(attributes: Attributes): Promise<void> {
    this.keep(attributes);
    return this.#say(() => this.#visitor.setConversationAttributes(this.#attributes));
  }

  deleteAttribute(key: string): Promise<void> {
    const { [key]: deleted, ...kept } = this.#attributes;
    this.#attributes = kept;
    return this.#say(() => this.#visitor.deleteConversationAttribute(key));
  }

  setLabel(label: string): Promise<void> {
    this.#labels.add(label);
    return this.#say(() => this.#visitor.setLabel(label));
  }

  removeLabel(label: string): Promise<void> {
    this.#labels.delete(label);
    return this.#say(() => this.#visitor.removeLabel(label));
  }

  // Notes what the conversation knows, or is going to know, by another way.
  keep(attributes: Attributes = {}): void {
    this.#attributes = { ...this.#attributes, ...attributes };
  }

  // What goes along with the first message. When a conversation has begun with it, `taken` is to be
  // called: until then it waits, as it does when the conversation was there already.
  get along(): { beginning: Beginning; taken: () => void } {
    const waiting = this.#waiting ?? [];
    const said = new Set(waiting);
    const taken = () => {
      for (const remark of said) remark.done();
      this.#waiting = this.#waiting?.filter((remark) => !said.has(remark));
    };
    if (waiting.length === 0) return { beginning: {}, taken };
    const beginning = { custom_attributes: this.#attributes, labels: [...this.#labels] };
    return { beginning, taken };
  }

  // There is a conversation now.
  entered(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const { say } of waiting) say();
  }

  // What was not said of this conversation is not said at all.
  left(): void {
    for (const { done } of this.#waiting ?? []) done();
    this.#waiting = [];
    this.#attributes = {};
    this.#labels.clear();
  }

  #say(say: () => Promise<void>): Promise<void> {
    if (!this.#waiting) return say();
    return new Promise((resolve, reject) => {
      const remark = { say: () => void say().then(resolve, reject), done: resolve };
      this.#waiting?.push(remark);
    });
  }
}

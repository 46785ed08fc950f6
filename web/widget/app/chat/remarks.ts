// What the site says about a conversation: attributes and labels. It waits until there is one,
// goes along when one begins, and is not for the one after that.

import type { Attributes } from 'shared/protocol';
import type { Beginning, Visitor } from '../api/visitor';

export class Remarks {
  readonly #visitor: Visitor;
  #attributes: Attributes = {};
  readonly #labels = new Set<string>();
  #waiting: (() => void)[] | undefined = [];

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
  }

  // The server takes all attributes for those that are not said again.
  setAttributes(attributes: Attributes): Promise<void> {
    this.#attributes = { ...this.#attributes, ...attributes };
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

  // For a conversation that begins, which needs not be told any of it again.
  takenAlong({ contact, custom_attributes }: Beginning): Beginning {
    if (this.#waiting) this.#waiting = [];
    const attributes = { ...this.#attributes, ...custom_attributes };
    return { contact, custom_attributes: attributes, labels: [...this.#labels] };
  }

  // There is a conversation now.
  entered(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const say of waiting) say();
  }

  left(): void {
    this.#waiting = [];
    this.#attributes = {};
    this.#labels.clear();
  }

  async #say(say: () => Promise<void>): Promise<void> {
    if (this.#waiting) await new Promise<void>((resolve) => this.#waiting?.push(resolve));
    await say();
  }
}

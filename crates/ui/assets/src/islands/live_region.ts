// <live-region src topics>: says `refresh` on itself when the event stream names one of its topics, so that htmx fetches it again.
import { subscribe } from './streams';

export class LiveRegion extends HTMLElement {
  private leave = (): void => {};

  connectedCallback(): void {
    const url = this.getAttribute('src');
    if (url) this.leave = subscribe(url, this.getAttribute('topics') ?? 'message', () => this.dispatchEvent(new CustomEvent('refresh')));
  }

  disconnectedCallback(): void {
    this.leave();
    this.leave = () => {};
  }
}

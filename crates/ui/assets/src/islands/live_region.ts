// <live-region src topics>: says `refresh` on itself when the event stream names one of its topics, so that htmx fetches it again.
// All regions of a page with the same address share one connection; a hidden page waits until it is seen.

interface Stream {
  source: EventSource;
  regions: Set<LiveRegion>;
}

const streams = new Map<string, Stream>();
let visible: Array<() => void> = [];

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  const waiting = visible;
  visible = [];
  for (const run of waiting) run();
});

function join(url: string, region: LiveRegion): void {
  let stream = streams.get(url);
  if (!stream) {
    const source = new EventSource(url);
    stream = { source, regions: new Set() };
    streams.set(url, stream);
    const created = stream;
    let wasLost = false;
    source.onerror = () => { wasLost = true; };
    // Whatever happened while the connection was down is unknown, so every region looks again.
    source.onopen = () => { if (wasLost) for (const each of created.regions) each.arrived(); wasLost = false; };
  }
  stream.regions.add(region);
}

function leave(url: string, region: LiveRegion): void {
  const stream = streams.get(url);
  if (!stream) return;
  stream.regions.delete(region);
  if (stream.regions.size > 0) return;
  stream.source.close();
  streams.delete(url);
}

export class LiveRegion extends HTMLElement {
  private url = '';
  private topics: string[] = [];
  private timer = 0;

  connectedCallback(): void {
    this.url = this.getAttribute('src') ?? '';
    if (!this.url) return;
    this.topics = (this.getAttribute('topics') ?? 'message').split(',').map((topic) => topic.trim());
    join(this.url, this);
    for (const topic of this.topics) streams.get(this.url)?.source.addEventListener(topic, this);
  }

  disconnectedCallback(): void {
    for (const topic of this.topics) streams.get(this.url)?.source.removeEventListener(topic, this);
    leave(this.url, this);
    clearTimeout(this.timer);
  }

  handleEvent(event: MessageEvent): void {
    this.arrived(typeof event.data === 'string' ? event.data : '');
  }

  /** Several messages within a moment mean one look. */
  arrived(data = ''): void {
    clearTimeout(this.timer);
    const say = () => this.dispatchEvent(new CustomEvent('refresh', { detail: { data } }));
    this.timer = window.setTimeout(() => (document.hidden ? visible.push(say) : say()), 150);
  }
}

// One connection per event stream and page, however many elements listen to it.

interface Stream {
  source: EventSource;
  listeners: Set<() => void>;
}

const streams = new Map<string, Stream>();

function open(url: string): Stream {
  const stream: Stream = { source: new EventSource(url), listeners: new Set() };
  // What was just done (the page says so) has consequences that may come before the stream is open: then everybody looks once more.
  let wasLost = document.querySelector('.flash') !== null;
  stream.source.onerror = () => { wasLost = true; };
  stream.source.onopen = () => {
    // Whatever happened while the connection was down is unknown, so everybody looks again.
    if (wasLost) for (const arrived of stream.listeners) arrived();
    wasLost = false;
  };
  streams.set(url, stream);
  return stream;
}

/** Calls `arrived` when one of the topics is named, at most once in a moment, and on a hidden page when it is seen again. */
export function subscribe(url: string, topics: string, arrived: () => void): () => void {
  const stream = streams.get(url) ?? open(url);
  const names = topics.split(',').map((topic) => topic.trim());
  let timer = 0;
  let isDue = false;
  const say = () => {
    isDue = document.hidden;
    if (!isDue) arrived();
  };
  const soon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(say, 150);
  };
  const seen = () => { if (isDue) say(); };
  for (const name of names) stream.source.addEventListener(name, soon);
  stream.listeners.add(soon);
  document.addEventListener('visibilitychange', seen);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
    for (const name of names) stream.source.removeEventListener(name, soon);
    stream.listeners.delete(soon);
    if (stream.listeners.size > 0) return;
    stream.source.close();
    streams.delete(url);
  };
}

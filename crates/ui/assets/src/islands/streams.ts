// One connection per event stream and page, however many elements listen to it.

interface Stream {
  source: EventSource;
  listeners: number;
}

const streams = new Map<string, Stream>();

// The server is told when this page was made, and names first what has changed since: before the stream is open, and while it was down.
function open(url: string): Stream {
  const since = `${url.includes('?') ? '&' : '?'}since=${document.documentElement.dataset.madeAt ?? ''}`;
  const stream: Stream = { source: new EventSource(url + since), listeners: 0 };
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
  stream.listeners += 1;
  document.addEventListener('visibilitychange', seen);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
    for (const name of names) stream.source.removeEventListener(name, soon);
    stream.listeners -= 1;
    if (stream.listeners > 0) return;
    stream.source.close();
    streams.delete(url);
  };
}

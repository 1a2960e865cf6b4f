// What the device in somebody's hand adds to a form: <device-facts> fills its hidden inputs with position and clock, <position-share>
// tells where its owner is while they are under way, and a link with data-records sends a small form beside what it opens.

const OPTIONS: PositionOptions = { enableHighAccuracy: true, timeout: 8000, maximumAge: 30_000 };

let known: GeolocationPosition | null = null;

function locate(): Promise<GeolocationPosition> {
  return new Promise((done, failed) => {
    if (!navigator.geolocation) return failed(new Error('no position'));
    navigator.geolocation.getCurrentPosition((position) => { known = position; done(position); }, failed, OPTIONS);
  });
}

/** Asks nobody: a position is looked for beforehand only where it was allowed before. */
async function isAllowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted';
  } catch {
    return false;
  }
}

class DeviceFacts extends HTMLElement {
  private asked = false;

  connectedCallback(): void {
    const form = this.closest('form');
    form?.addEventListener('submit', (event) => this.submitting(form, event));
    void isAllowed().then((allowed) => { if (allowed) void locate().catch(() => undefined); });
  }

  private submitting(form: HTMLFormElement, event: SubmitEvent): void {
    this.set('device_at', new Date().toISOString());
    const wants = this.hasAttribute('wait') && !(event.submitter as HTMLElement | null)?.hasAttribute('data-without-position');
    if (known) return this.fill(known);
    if (!wants || this.asked) return;
    event.preventDefault();
    this.asked = true;
    const submitter = event.submitter as HTMLElement | null;
    submitter?.setAttribute('aria-busy', 'true');
    const go = () => { submitter?.removeAttribute('aria-busy'); form.requestSubmit(submitter); };
    locate().then(go, go);
  }

  private fill(position: GeolocationPosition): void {
    this.set('latitude', String(position.coords.latitude));
    this.set('longitude', String(position.coords.longitude));
    this.set('accuracy', String(Math.round(position.coords.accuracy)));
  }

  private set(name: string, value: string): void {
    const input = this.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    if (input) input.value = value;
  }
}

class PositionShare extends HTMLElement {
  private watch = 0;
  private sentAt = 0;

  connectedCallback(): void {
    if (!navigator.geolocation) return;
    this.watch = navigator.geolocation.watchPosition((position) => this.moved(position), () => undefined, OPTIONS);
  }

  disconnectedCallback(): void {
    if (this.watch) navigator.geolocation.clearWatch(this.watch);
  }

  private moved(position: GeolocationPosition): void {
    known = position;
    const seconds = Number(this.getAttribute('seconds') ?? '20');
    if (Date.now() - this.sentAt < seconds * 1000) return;
    this.sentAt = Date.now();
    const { latitude, longitude, accuracy } = position.coords;
    const body = new URLSearchParams({ latitude: String(latitude), longitude: String(longitude), accuracy: String(Math.round(accuracy)) });
    void fetch(this.getAttribute('to') ?? '', { method: 'POST', body, headers: { 'x-csrf-token': this.getAttribute('csrf') ?? '' } }).catch(() => undefined);
  }
}

document.addEventListener('click', (event) => {
  const id = (event.target as Element).closest<HTMLElement>('[data-records]')?.dataset.records;
  const form = id ? document.getElementById(id) : null;
  if (!(form instanceof HTMLFormElement)) return;
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
  body.set('device_at', new Date().toISOString());
  void fetch(form.action, { method: 'POST', body, keepalive: true, redirect: 'manual' }).catch(() => undefined);
});

customElements.define('device-facts', DeviceFacts);
customElements.define('position-share', PositionShare);

// <photo-queue name max [upload csrf]>: shows photos, makes large ones smaller, and sends them one by one with progress and retry.
// Without `upload` the smaller files travel with the form; with it, the form holds the ids that the server answered.
import { exifOf, withExif } from './exif';

const SIDE_MAX = 2000;
const BYTES_SMALL = 900_000;

interface Entry {
  file: Blob & { name?: string };
  tile: HTMLElement;
  id: string | null;
  tries: number;
  /** Where and when it was taken, where the page tells such things of the device anyway. */
  facts: Promise<Record<string, string>>;
}

/** Position and clock of the device; no position without leave that was given before, nor on pages that do not ask for one. */
async function deviceFacts(): Promise<Record<string, string>> {
  if (!document.querySelector('device-facts')) return {};
  const facts: Record<string, string> = { device_at: new Date().toISOString() };
  try {
    if ((await navigator.permissions.query({ name: 'geolocation' })).state !== 'granted') return facts;
    const { coords } = await new Promise<GeolocationPosition>((done, failed) => {
      navigator.geolocation.getCurrentPosition(done, failed, { enableHighAccuracy: true, timeout: 5000, maximumAge: 60_000 });
    });
    const { latitude, longitude, accuracy } = coords;
    return { ...facts, latitude: String(latitude), longitude: String(longitude), accuracy: String(Math.round(accuracy)) };
  } catch {
    return facts;
  }
}

async function smaller(file: File): Promise<Blob> {
  if (file.size <= BYTES_SMALL) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
    if (!blob || blob.size >= file.size) return file;
    const exif = exifOf(new Uint8Array(await file.slice(0, 256 * 1024).arrayBuffer()));
    return exif ? withExif(new Uint8Array(await blob.arrayBuffer()), exif) : blob;
  } catch {
    return file; // not a picture the browser knows: the server says so in words
  }
}

export default class PhotoQueue extends HTMLElement {
  private entries: Entry[] = [];
  private grid = document.createElement('div');
  private input: HTMLInputElement | null = null;
  private sending = false;

  connectedCallback(): void {
    if (this.classList.contains('is-enhanced')) return;
    this.input = this.querySelector('input[type="file"]');
    if (!this.input) return;
    this.classList.add('is-enhanced');
    this.grid.className = 'queue';
    const drop = document.createElement('label');
    drop.className = 'drop';
    drop.textContent = this.dataset.add ?? '+';
    this.input.closest('label')?.replaceWith(drop);
    drop.append(this.input);
    this.prepend(this.grid);
    if (this.getAttribute('upload')) this.input.removeAttribute('name');
    this.input.addEventListener('change', () => { const files = [...(this.input?.files ?? [])]; void this.add(files); });
    for (const name of ['dragover', 'dragleave', 'drop']) {
      drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.toggle('is-over', name === 'dragover'); });
    }
    drop.addEventListener('drop', (event) => void this.add([...(event.dataTransfer?.files ?? [])]));
    window.addEventListener('online', () => this.send());
  }

  private async add(files: File[]): Promise<void> {
    const room = Number(this.getAttribute('max') ?? '9') - this.entries.length;
    for (const file of files.slice(0, room)) {
      const small = await smaller(file);
      const entry: Entry = { file: new File([small], file.name.replace(/\.\w+$/, small.type === 'image/jpeg' ? '.jpg' : '$&'), { type: small.type }), tile: document.createElement('div'), id: null, tries: 0, facts: deviceFacts() };
      this.show(entry);
      this.entries.push(entry);
    }
    this.settle();
    this.send();
  }

  private show(entry: Entry): void {
    const picture = document.createElement('img');
    const remove = document.createElement('button');
    picture.src = URL.createObjectURL(entry.file);
    picture.onload = () => URL.revokeObjectURL(picture.src);
    picture.alt = entry.file.name ?? '';
    remove.type = 'button';
    remove.textContent = '×';
    remove.setAttribute('aria-label', this.dataset.remove ?? 'remove');
    remove.addEventListener('click', () => {
      this.entries = this.entries.filter((other) => other !== entry);
      entry.tile.remove();
      this.settle();
    });
    entry.tile.className = this.getAttribute('upload') ? 'photo is-waiting' : 'photo';
    entry.tile.append(picture, remove);
    this.grid.append(entry.tile);
  }

  /** Keeps the form's own data equal to what is shown. */
  private settle(): void {
    if (!this.input) return;
    if (this.getAttribute('upload')) {
      this.input.value = '';
    } else {
      const transfer = new DataTransfer();
      for (const entry of this.entries) transfer.items.add(entry.file as File);
      this.input.files = transfer.files;
    }
    this.dispatchEvent(new Event('change', { bubbles: true }));
  }

  private send(): void {
    const url = this.getAttribute('upload');
    const entry = this.entries.find((each) => each.id === null && each.tries < 4);
    if (!url || !entry || this.sending) return;
    this.sending = true;
    entry.tile.querySelector('.retry')?.remove();
    const bar = entry.tile.querySelector('progress') ?? entry.tile.appendChild(document.createElement('progress'));
    bar.className = 'bar';
    bar.max = 1;
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append('photo', entry.file, entry.file.name ?? 'photo.jpg');
    request.open('POST', url);
    request.setRequestHeader('x-csrf-token', this.getAttribute('csrf') ?? '');
    request.setRequestHeader('accept', 'application/json');
    request.responseType = 'json';
    request.upload.onprogress = (event) => { bar.value = event.loaded / Math.max(1, event.total); };
    request.onloadend = () => this.ended(entry, request);
    void entry.facts.then((facts) => {
      for (const [name, value] of Object.entries(facts)) body.append(name, value);
      request.send(body);
    });
  }

  private ended(entry: Entry, request: XMLHttpRequest): void {
    this.sending = false;
    entry.tile.querySelector('progress')?.remove();
    const answer = request.response as { id?: string; detail?: string } | null;
    if (request.status >= 200 && request.status < 300 && answer?.id) {
      entry.id = answer.id;
      entry.tile.classList.remove('is-waiting');
      const input = document.createElement('input');
      input.type = 'hidden';
      input.name = this.getAttribute('name') ?? 'photos';
      input.value = answer.id;
      entry.tile.append(input);
      return this.send();
    }
    // A refusal stays a refusal; only a lost connection or a busy server is worth another try by itself.
    entry.tries = request.status >= 400 && request.status < 500 && request.status !== 429 ? 9 : entry.tries + 1;
    if (entry.tries < 4 && navigator.onLine) window.setTimeout(() => this.send(), 1000 * 2 ** entry.tries);
    else this.failed(entry, answer?.detail);
  }

  private failed(entry: Entry, detail?: string): void {
    const retry = document.createElement('button');
    retry.type = 'button';
    retry.className = 'retry';
    retry.textContent = this.dataset.retry ?? '↻';
    if (detail) retry.title = detail;
    retry.addEventListener('click', () => { entry.tries = 0; retry.remove(); this.send(); });
    entry.tile.append(retry);
    this.send();
  }
}

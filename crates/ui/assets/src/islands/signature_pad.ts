// <signature-pad name>: a field to sign in with finger or mouse; the picture travels as a data url in a hidden input.

export default class SignaturePad extends HTMLElement {
  private canvas = document.createElement('canvas');
  private output = document.createElement('input');
  private last: { x: number; y: number } | null = null;

  connectedCallback(): void {
    if (this.classList.contains('is-enhanced')) return;
    this.classList.add('is-enhanced');
    this.output.type = 'hidden';
    this.output.name = this.getAttribute('name') ?? 'signature';
    const foot = document.createElement('div');
    foot.className = 'pad-foot';
    const clear = document.createElement('button');
    clear.type = 'button';
    clear.className = 'button is-small is-quiet';
    clear.textContent = this.dataset.clear ?? '×';
    clear.addEventListener('click', () => this.clear());
    const hint = document.createElement('span');
    hint.textContent = this.dataset.hint ?? '';
    foot.append(hint, clear);
    this.prepend(this.canvas, foot, this.output);
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', this.dataset.hint ?? 'signature');
    new ResizeObserver(() => this.fit()).observe(this.canvas);
    this.canvas.addEventListener('pointerdown', (event) => this.begin(event));
    this.canvas.addEventListener('pointermove', (event) => this.draw(event));
    for (const name of ['pointerup', 'pointercancel']) this.canvas.addEventListener(name, () => this.end());
  }

  /** A canvas loses its content when its size changes, so what was signed is painted again. */
  private fit(): void {
    const scale = Math.min(devicePixelRatio || 1, 2);
    const width = Math.round(this.canvas.clientWidth * scale);
    const height = Math.round(this.canvas.clientHeight * scale);
    if (width === 0 || (width === this.canvas.width && height === this.canvas.height)) return;
    const before = this.output.value;
    this.canvas.width = width;
    this.canvas.height = height;
    if (!before) return;
    const picture = new Image();
    picture.onload = () => this.canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height);
    picture.src = before;
  }

  private at(event: PointerEvent): { x: number; y: number } {
    const box = this.canvas.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * this.canvas.width, y: ((event.clientY - box.top) / box.height) * this.canvas.height };
  }

  private begin(event: PointerEvent): void {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.last = this.at(event);
    this.line(this.last, this.last, 0.5);
  }

  private draw(event: PointerEvent): void {
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      if (!this.last) return;
      const next = this.at(each);
      this.line(this.last, next, each.pressure || 0.5);
      this.last = next;
    }
  }

  private line(from: { x: number; y: number }, to: { x: number; y: number }, pressure: number): void {
    const pen = this.canvas.getContext('2d');
    if (!pen) return;
    pen.strokeStyle = '#1b1f3a';
    pen.lineCap = 'round';
    pen.lineWidth = (this.canvas.width / Math.max(1, this.canvas.clientWidth)) * (1.6 + pressure * 1.6);
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
  }

  private end(): void {
    if (!this.last) return;
    this.last = null;
    this.output.value = this.canvas.toDataURL('image/png');
    this.dispatchEvent(new Event('change', { bubbles: true }));
  }

  private clear(): void {
    this.output.value = '';
    this.canvas.getContext('2d')?.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

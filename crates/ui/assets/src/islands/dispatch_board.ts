// <dispatch-board>: lays the visits of each technician on a time line; they are dragged, or moved by keyboard, to another time or technician.
// A move fills in and submits the form `.board-move` inside, so that the server and htmx see an ordinary post.

interface Target {
  row: HTMLElement;
  start: number;
}

export default class DispatchBoard extends HTMLElement {
  private from = 0;
  private to = 0;
  private step = 15;
  private ghost = document.createElement('div');
  private lifted: { chip: HTMLElement; target: Target } | null = null;
  private observer = new MutationObserver(() => this.lay());

  connectedCallback(): void {
    this.classList.add('is-enhanced');
    this.ghost.className = 'board-ghost';
    this.lay();
    this.showNow();
    this.observer.observe(this, { childList: true, subtree: true });
    this.addEventListener('pointerdown', (event) => this.press(event));
    this.addEventListener('keydown', (event) => this.key(event));
    this.addEventListener('dragstart', (event) => event.preventDefault());
  }

  disconnectedCallback(): void {
    this.observer.disconnect();
  }

  /** Scrolls to what happens now, an hour of the past with it. */
  private showNow(): void {
    const scroll = this.querySelector('.board-scroll');
    const lane = this.querySelector('.board-lane');
    if (!scroll || !lane || !this.dataset.now) return;
    scroll.scrollLeft = ((Number(this.dataset.now) - 60 - this.from) / (this.to - this.from)) * lane.clientWidth;
  }

  private clock(minute: number): string {
    return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  }
  private share(minutes: number): string {
    return `${(minutes / (this.to - this.from)) * 100}%`;
  }

  /** Puts everything where its time is. */
  private lay(): void {
    this.observer.disconnect();
    [this.from, this.to, this.step] = [Number(this.dataset.from), Number(this.dataset.to), Number(this.dataset.step) || 15];
    this.style.setProperty('--hour', this.share(60));
    this.style.setProperty('--hours', String((this.to - this.from) / 60));
    this.hours();
    for (const old of this.querySelectorAll('.board-travel, .board-now')) old.remove();
    for (const lane of this.querySelectorAll<HTMLElement>('.board-lane')) {
      for (const piece of lane.querySelectorAll<HTMLElement>('.board-off, .board-visit')) this.place(piece, Number(piece.dataset.start), Number(piece.dataset.end));
      for (const chip of lane.querySelectorAll<HTMLElement>('.board-visit')) this.travel(lane, chip);
      if (this.dataset.now) {
        const now = lane.appendChild(document.createElement('div'));
        now.className = 'board-now';
        now.style.left = this.share(Number(this.dataset.now) - this.from);
      }
    }
    for (const chip of this.querySelectorAll<HTMLElement>('.board-visit')) chip.title = `${chip.textContent ?? ''} ${this.clock(Number(chip.dataset.start))}–${this.clock(Number(chip.dataset.end))}`;
    this.observer.observe(this, { childList: true, subtree: true });
  }

  private hours(): void {
    const labels: HTMLElement[] = [];
    for (let minute = Math.ceil(this.from / 60) * 60 + 60; minute < this.to; minute += 60) {
      const label = document.createElement('span');
      label.textContent = this.clock(minute);
      label.style.left = this.share(minute - this.from);
      labels.push(label);
    }
    this.querySelector('.board-hours')?.replaceChildren(...labels);
  }

  private place(piece: HTMLElement, start: number, end: number): void {
    const [left, right] = [Math.max(start, this.from), Math.min(end, this.to)];
    piece.style.left = this.share(left - this.from);
    piece.style.width = this.share(Math.max(0, right - left));
  }

  private travel(lane: HTMLElement, chip: HTMLElement): void {
    const minutes = Number(chip.dataset.travel);
    if (!(minutes > 0)) return;
    const line = document.createElement('div');
    line.className = 'board-travel';
    this.place(line, Number(chip.dataset.start) - minutes, Number(chip.dataset.start));
    lane.append(line);
  }

  private press(event: PointerEvent): void {
    const chip = (event.target as Element).closest<HTMLElement>('.board-visit');
    if (!chip || event.button !== 0 || chip.hasAttribute('data-locked')) return;
    const grip = chip.closest('.board-lane') ? event.clientX - chip.getBoundingClientRect().left : 0;
    const [x, y] = [event.clientX, event.clientY];
    let isDragged = false;
    let target: Target | null = null;
    const move = (next: PointerEvent) => {
      if (!isDragged && Math.hypot(next.clientX - x, next.clientY - y) < 6) return;
      isDragged = true;
      chip.classList.add('is-dragged');
      target = this.under(next.clientX - grip, next.clientY, next.clientX);
      this.preview(chip, target);
    };
    const end = new AbortController();
    const up = () => {
      end.abort();
      chip.classList.remove('is-dragged');
      this.preview(chip, null);
      if (!isDragged) return;
      // The click that follows a drag would open the visit's page.
      const swallow = (click: Event) => { click.preventDefault(); click.stopPropagation(); };
      window.addEventListener('click', swallow, { once: true, capture: true });
      window.setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 50);
      if (target) this.submit(chip, target);
    };
    // On the window, because a fast pointer leaves the chip before it is known to be dragged.
    window.addEventListener('pointermove', move, { signal: end.signal });
    window.addEventListener('pointerup', up, { signal: end.signal });
    window.addEventListener('pointercancel', () => { target = null; up(); }, { signal: end.signal });
  }

  private under(left: number, y: number, x: number): Target | null {
    const row = document.elementsFromPoint(x, y).map((each) => each.closest<HTMLElement>('.board-row')).find((each) => each && this.contains(each));
    const lane = row?.querySelector('.board-lane')?.getBoundingClientRect();
    if (!row || !lane) return null;
    const minute = this.from + ((left - lane.left) / lane.width) * (this.to - this.from);
    return { row, start: Math.min(this.to - this.step, Math.max(this.from, Math.round(minute / this.step) * this.step)) };
  }

  private preview(chip: HTMLElement, target: Target | null): void {
    this.observer.disconnect();
    for (const lane of this.querySelectorAll('.is-target')) lane.classList.remove('is-target');
    this.ghost.remove();
    if (target) {
      const lane = target.row.querySelector('.board-lane');
      lane?.classList.add('is-target');
      this.place(this.ghost, target.start, target.start + this.length(chip));
      this.ghost.textContent = this.clock(target.start);
      lane?.append(this.ghost);
    }
    this.observer.observe(this, { childList: true, subtree: true });
  }

  private length(chip: HTMLElement): number {
    return Number(chip.dataset.end) - Number(chip.dataset.start);
  }

  private key(event: KeyboardEvent): void {
    const chip = (event.target as Element).closest<HTMLElement>('.board-visit');
    if (!chip) return;
    if (!this.lifted) {
      if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || chip.hasAttribute('data-locked')) return;
      event.preventDefault();
      const row = chip.closest<HTMLElement>('.board-row') ?? this.querySelector<HTMLElement>('.board-row');
      if (!row) return;
      this.lifted = { chip, target: { row, start: Math.max(this.from, Number(chip.dataset.start)) } };
      chip.classList.add('is-lifted');
      this.say(this.dataset.help ?? '');
      return this.preview(chip, this.lifted.target);
    }
    const { target } = this.lifted;
    const rows = [...this.querySelectorAll<HTMLElement>('.board-row')];
    const at = rows.indexOf(target.row);
    const sideways = { ArrowLeft: -this.step, ArrowRight: this.step }[event.key];
    const upright = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === 'Escape') return this.lower(null);
    if (event.key === 'Enter') { event.preventDefault(); return this.lower(target); }
    if (!sideways && !upright) return;
    event.preventDefault();
    target.start = Math.min(this.to - this.step, Math.max(this.from, target.start + (sideways ?? 0)));
    target.row = rows[Math.min(rows.length - 1, Math.max(0, at + (upright ?? 0)))] ?? target.row;
    target.row.scrollIntoView({ block: 'nearest' });
    this.preview(chip, target);
    this.say(`${target.row.dataset.name} ${this.clock(target.start)}`);
  }

  private lower(target: Target | null): void {
    const chip = this.lifted?.chip;
    this.lifted = null;
    if (!chip) return;
    chip.classList.remove('is-lifted');
    this.preview(chip, null);
    if (target) this.submit(chip, target);
  }

  private say(text: string): void {
    const status = this.querySelector('.board-status');
    if (status) status.textContent = text;
  }

  private submit(chip: HTMLElement, target: Target): void {
    const form = this.querySelector<HTMLFormElement>('form.board-move');
    const { visit, version } = chip.dataset;
    if (!form || (chip.closest('.board-row') === target.row && target.start === Number(chip.dataset.start))) return;
    const values: Record<string, string> = { visit: visit ?? '', version: version ?? '', technician: target.row.dataset.technician ?? '', start_minute: String(target.start) };
    for (const [name, value] of Object.entries(values)) {
      const input = form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement | null;
      if (!input) continue;
      // A select takes only what it lists: any other time on the grid is added to it.
      if (input instanceof HTMLSelectElement && ![...input.options].some((option) => option.value === value)) input.add(new Option(value, value));
      input.value = value;
    }
    form.requestSubmit();
  }
}

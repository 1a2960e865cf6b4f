// <slot-picker>: turns the days of radio buttons into a strip of days with one day open.

export default class SlotPicker extends HTMLElement {
  private days: HTMLElement[] = [];
  private tabs: HTMLButtonElement[] = [];

  connectedCallback(): void {
    if (this.classList.contains('is-enhanced')) this.querySelector('.day-strip')?.remove();
    this.days = [...this.querySelectorAll<HTMLElement>('.slot-day')];
    if (this.days.length === 0) return;
    const strip = document.createElement('div');
    strip.className = 'day-strip';
    strip.setAttribute('role', 'tablist');
    this.tabs = this.days.map((day, index) => this.tab(day, index));
    strip.append(...this.tabs);
    this.prepend(strip);
    strip.addEventListener('keydown', (event) => this.move(event));
    this.classList.add('is-enhanced');
    this.open(this.first());
  }

  private tab(day: HTMLElement, index: number): HTMLButtonElement {
    const tab = document.createElement('button');
    const note = document.createElement('small');
    tab.type = 'button';
    tab.setAttribute('role', 'tab');
    note.textContent = day.dataset.note ?? '';
    tab.append(day.dataset.label ?? '', note);
    tab.classList.toggle('is-empty', !day.querySelector('input:not(:disabled)'));
    tab.addEventListener('click', () => this.open(index));
    return tab;
  }

  /** The day of what is chosen, else the first one with something free. */
  private first(): number {
    const chosen = this.days.findIndex((day) => day.querySelector('input:checked'));
    return chosen >= 0 ? chosen : Math.max(0, this.days.findIndex((day) => day.querySelector('input:not(:disabled)')));
  }

  private open(index: number): void {
    this.days.forEach((day, each) => { day.hidden = each !== index; });
    this.tabs.forEach((tab, each) => {
      tab.setAttribute('aria-selected', String(each === index));
      tab.tabIndex = each === index ? 0 : -1;
    });
    const tab = this.tabs[index];
    const strip = tab?.parentElement;
    if (tab && strip) strip.scrollLeft = tab.offsetLeft - strip.clientWidth / 2 + tab.clientWidth / 2;
  }

  private move(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const current = this.tabs.findIndex((tab) => tab.getAttribute('aria-selected') === 'true');
    const next = (current + step + this.tabs.length) % this.tabs.length;
    this.open(next);
    this.tabs[next]?.focus();
  }
}

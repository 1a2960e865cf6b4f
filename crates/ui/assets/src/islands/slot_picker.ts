// <slot-picker>: turns the days that fold open into a strip of days with one day open.

export default class SlotPicker extends HTMLElement {
  private days: HTMLDetailsElement[] = [];
  private tabs: HTMLButtonElement[] = [];

  connectedCallback(): void {
    if (this.classList.contains('is-enhanced')) this.querySelector('.day-strip')?.remove();
    this.days = [...this.querySelectorAll<HTMLDetailsElement>('.slot-day')];
    if (this.days.length === 0) return;
    const first = Math.max(0, this.days.findIndex((day) => day.open));
    const strip = document.createElement('div');
    strip.className = 'day-strip';
    strip.setAttribute('role', 'tablist');
    this.tabs = this.days.map((day, index) => this.tab(day, index));
    strip.append(...this.tabs);
    this.prepend(strip);
    strip.addEventListener('keydown', (event) => this.move(event));
    this.classList.add('is-enhanced');
    this.open(first);
  }

  private tab(day: HTMLDetailsElement, index: number): HTMLButtonElement {
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.setAttribute('role', 'tab');
    tab.append(day.dataset.label ?? '');
    for (const line of [day.dataset.note, day.dataset.full]) {
      if (!line) continue;
      const small = document.createElement('small');
      small.textContent = line;
      tab.append(small);
    }
    tab.classList.toggle('is-full', day.dataset.full !== undefined);
    tab.addEventListener('click', () => this.open(index));
    day.setAttribute('role', 'tabpanel');
    day.setAttribute('aria-label', `${day.dataset.label ?? ''} ${day.dataset.note ?? ''}`);
    return tab;
  }

  private open(index: number): void {
    this.days.forEach((day, each) => {
      day.open = true;
      day.hidden = each !== index;
    });
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

// The small elements: theme switch, count-down, copying, dialogs, menus, toasts.

class ThemeSwitch extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('click', (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>('button[name="theme"]');
      const form = button?.form;
      if (!button || !form) return;
      event.preventDefault();
      document.documentElement.dataset.theme = button.value;
      for (const other of this.querySelectorAll('button')) other.setAttribute('aria-pressed', String(other === button));
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
      body.set('theme', button.value);
      void fetch(form.action, { method: 'POST', body, redirect: 'manual' });
    });
  }
}

/** By how many milliseconds the server's clock is ahead of this device's; 0 where the difference may be the page's way here. */
const ahead = ((): number => {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const difference = Number(document.documentElement.dataset.madeAt) - Date.now();
  return visit?.type !== 'back_forward' && Math.abs(difference) > 30_000 ? difference : 0;
})();

class CountDown extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    this.tick();
    this.timer = window.setInterval(() => this.tick(), 1000);
  }
  disconnectedCallback(): void {
    clearInterval(this.timer);
  }
  private tick(): void {
    const left = Math.max(0, Math.round((Date.parse(this.getAttribute('until') ?? '') - Date.now() - ahead) / 1000));
    if (Number.isNaN(left)) return clearInterval(this.timer);
    const parts = [Math.floor(left / 60) % 60, left % 60].map((part) => String(part).padStart(2, '0'));
    const hours = Math.floor(left / 3600);
    this.textContent = (hours > 0 ? `${hours}:` : '') + parts.join(':');
    this.classList.toggle('is-urgent', left <= 60);
    if (left > 0) return;
    clearInterval(this.timer);
    if (this.dataset.over) this.textContent = this.dataset.over;
    this.dispatchEvent(new CustomEvent('elapsed', { bubbles: true }));
    if (this.hasAttribute('reload')) window.setTimeout(() => location.reload(), 1200);
  }
}

class CopyText extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('click', (event) => {
      if (!(event.target as Element).closest('button')) return;
      const text = this.getAttribute('value') ?? this.textContent?.trim() ?? '';
      navigator.clipboard.writeText(text).then(() => toast(this.dataset.copied ?? '✓'), () => this.select());
    });
  }
  /** Where the clipboard is closed to us, the text is at least marked. */
  private select(): void {
    const range = document.createRange();
    range.selectNodeContents(this);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
  }
}

export function toast(text: string): void {
  const shown = document.createElement('div');
  shown.className = 'toast';
  shown.textContent = text;
  document.getElementById('toasts')?.append(shown);
  window.setTimeout(() => shown.remove(), 4000);
}

document.addEventListener('click', (event) => {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>('[data-opens]');
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens ?? '');
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  if (target.closest('[data-closes]')) target.closest('dialog')?.close();
  // A click on the backdrop is a click on the dialog itself.
  if (target instanceof HTMLDialogElement && target.classList.contains('dialog')) target.close();
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
    menu.open = false;
    menu.querySelector('summary')?.focus();
  }
});

// A second press of a button must not send a form twice.
document.addEventListener('submit', (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !(button instanceof HTMLButtonElement) || (event.target as HTMLFormElement).method !== 'post') return;
  if (button.getAttribute('aria-busy') === 'true') return event.preventDefault();
  button.setAttribute('aria-busy', 'true');
  window.setTimeout(() => button.removeAttribute('aria-busy'), 8000);
});
window.addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('[aria-busy="true"]')) button.removeAttribute('aria-busy');
});

customElements.define('theme-switch', ThemeSwitch);
customElements.define('count-down', CountDown);
customElements.define('copy-text', CopyText);

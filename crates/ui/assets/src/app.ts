// The script every page loads: htmx, the small elements, and the large ones when a page has them.
import 'htmx.org';
import './islands/small';
import './islands/device';
import { LiveRegion } from './islands/live_region';

document.documentElement.classList.add('has-script');
customElements.define('live-region', LiveRegion);

const large: Record<string, () => Promise<{ default: CustomElementConstructor }>> = {
  'slot-picker': () => import('./islands/slot_picker'),
  'route-map': () => import('./islands/route_map'),
  'dispatch-board': () => import('./islands/dispatch_board'),
  'signature-pad': () => import('./islands/signature_pad'),
  'photo-queue': () => import('./islands/photo_queue'),
};
const asked = new Set<string>();

async function load(): Promise<void> {
  for (const [tag, from] of Object.entries(large)) {
    if (asked.has(tag) || !document.querySelector(tag)) continue;
    asked.add(tag);
    from().then((module) => customElements.define(tag, module.default), (error) => {
      asked.delete(tag);
      console.error(tag, error);
    });
  }
}

void load();
document.addEventListener('htmx:after:swap', () => void load());

// <route-map data|src [live topics|refresh]>: territories, routes, visits and technicians on our own ground.
// With `pick="latitude,longitude"` a click sets a pin and writes its degrees into these inputs of the form; `data-locate` offers to start
// from where the device is.
import * as L from 'leaflet';
import { Ground } from './ground';
import { subscribe } from './streams';

interface Properties {
  kind: 'territory' | 'street' | 'route' | 'visit' | 'technician';
  id?: string;
  tone?: string;
  lane?: number;
  mark?: string;
  label?: string;
  note?: string;
  href?: string;
}
type Feature = GeoJSON.Feature<GeoJSON.Geometry, Properties>;
type Collection = GeoJSON.FeatureCollection<GeoJSON.Geometry, Properties>;

const COLOURS: Record<string, string> = { accent: '#d4541a', info: '#2d6cdf', good: '#1d8a4e', warn: '#c27c0e', bad: '#cc3a30', neutral: '#7a7266' };
const colour = (tone: string | undefined) => COLOURS[tone ?? 'neutral'] ?? '#7a7266';

export default class RouteMap extends HTMLElement {
  static observedAttributes = ['data'];
  private map: L.Map | null = null;
  private ground: Ground | null = null;
  private layer = L.layerGroup();
  private people = new Map<string, L.Marker>();
  private leave = (): void => {};
  private timer = 0;
  private isFitted = false;
  private theme = matchMedia('(prefers-color-scheme: dark)');
  private watcher = new MutationObserver(() => this.ground?.redraw());

  connectedCallback(): void {
    const box = document.createElement('div');
    this.replaceChildren(box);
    this.classList.add('is-enhanced');
    const map = L.map(box, { attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: true, minZoom: 9, maxZoom: 18 });
    map.setView([31.23, 121.47], 12);
    this.map = map;
    this.ground = new Ground(this);
    this.ground.addTo(map);
    L.control.scale({ imperial: false, position: 'bottomright' }).addTo(map);
    this.layer.addTo(map);
    this.theme.addEventListener('change', this.repaint);
    this.watcher.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(this);
    if (this.hasAttribute('data')) this.draw(JSON.parse(this.getAttribute('data') ?? '') as Collection);
    else void this.fetch();
    this.follow();
    this.pick();
  }

  disconnectedCallback(): void {
    clearInterval(this.timer);
    this.leave();
    this.watcher.disconnect();
    this.theme.removeEventListener('change', this.repaint);
    this.map?.remove();
    this.map = null;
    this.people.clear();
    this.isFitted = false;
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (this.map && after && before !== after) this.draw(JSON.parse(after) as Collection);
  }

  private repaint = () => void this.ground?.redraw();

  private follow(): void {
    const live = this.getAttribute('live');
    const refresh = Number(this.getAttribute('refresh'));
    if (live) {
      this.leave = subscribe(live, this.getAttribute('topics') ?? 'message', () => void this.fetch());
    } else if (refresh > 0) {
      this.timer = window.setInterval(() => document.hidden || void this.fetch(), refresh * 1000);
    }
  }

  /** Lets the person choose a place. */
  private pick(): void {
    const form = this.closest('form');
    const inputs = (this.getAttribute('pick') ?? '').split(',').map((name) => form?.querySelector<HTMLInputElement>(`input[name="${CSS.escape(name.trim())}"]`));
    const [latitude, longitude] = inputs;
    if (!this.map || !latitude || !longitude) return;
    const pin = document.createElement('div');
    pin.className = 'map-pin tone-accent';
    const icon = L.divIcon({ className: 'map-mark', iconSize: [28, 28], iconAnchor: [14, 32], html: pin });
    const title = [latitude, longitude].map((input) => input.labels?.[0]?.textContent?.trim() ?? input.name).join(', ');
    const marker = L.marker([0, 0], { icon, title, draggable: true, keyboard: true, zIndexOffset: 1000 });
    const show = (pan: boolean) => {
      const [lat, lng] = [parseFloat(latitude.value), parseFloat(longitude.value)];
      if (!this.map || Number.isNaN(lat) || Number.isNaN(lng)) return;
      marker.setLatLng([lat, lng]).addTo(this.map);
      if (pan) this.map.setView([lat, lng], Math.max(this.map.getZoom(), 14));
    };
    const choose = (place: L.LatLng) => {
      latitude.value = place.lat.toFixed(6);
      longitude.value = place.lng.toFixed(6);
      show(false);
      latitude.dispatchEvent(new Event('change', { bubbles: true }));
    };
    this.map.on('click', (event) => choose(event.latlng));
    marker.on('dragend', () => choose(marker.getLatLng()));
    for (const input of [latitude, longitude]) input.addEventListener('input', () => show(true));
    show(true);
    if (this.dataset.locate && 'geolocation' in navigator) this.locate(this.dataset.locate, (place) => { choose(place); show(true); });
  }

  private locate(label: string, found: (place: L.LatLng) => void): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button is-small map-locate';
    button.textContent = label;
    button.addEventListener('click', () => {
      button.setAttribute('aria-busy', 'true');
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => { button.removeAttribute('aria-busy'); found(L.latLng(coords.latitude, coords.longitude)); },
        () => { button.removeAttribute('aria-busy'); button.disabled = true; },
        { enableHighAccuracy: true, timeout: 10_000 },
      );
    });
    this.append(button);
  }

  private async fetch(): Promise<void> {
    const src = this.getAttribute('src');
    if (!src) return;
    const answer = await fetch(src, { headers: { accept: 'application/json' } }).catch(() => null);
    if (answer?.ok) this.draw((await answer.json()) as Collection);
  }

  /** Draws everything anew, but lets the technicians glide to where they are now. */
  private draw(collection: Collection): void {
    const map = this.map;
    if (!map) return;
    this.layer.clearLayers();
    const seen = new Set<string>();
    for (const feature of collection.features) this.add(feature, seen);
    for (const [id, marker] of this.people) {
      if (!seen.has(id)) { marker.remove(); this.people.delete(id); }
    }
    if (this.isFitted || collection.features.length === 0) return;
    const points = collection.features.some((feature) => feature.geometry.type === 'Point');
    const shown = collection.features.filter((feature) => !points || feature.properties.kind !== 'territory');
    const bounds = L.geoJSON({ type: 'FeatureCollection', features: shown } as Collection).getBounds();
    if (bounds.isValid()) map.fitBounds(bounds.pad(points ? 0.12 : 0.02), { maxZoom: 15, animate: false });
    this.isFitted = true;
  }

  private add(feature: Feature, seen: Set<string>): void {
    const { kind, tone, label } = feature.properties;
    switch (kind) {
      case 'territory': {
        const area = L.geoJSON(feature, { style: { color: colour(tone), weight: 1.5, dashArray: '4 5', opacity: 0.65, fillOpacity: 0.04 }, interactive: false });
        if (label) area.bindTooltip(label, { permanent: true, direction: 'center', interactive: false }).addTo(this.layer).openTooltip();
        else area.addTo(this.layer);
        break;
      }
      case 'street':
        L.geoJSON(feature, { style: { color: colour(tone), weight: 2, opacity: 0.4 }, interactive: false }).addTo(this.layer);
        break;
      case 'route':
        if (feature.properties.lane) {
          // A day of the board: its colour comes from the style sheet, its name on pointing at it.
          const style = { className: `map-lane lane-${feature.properties.lane}`, weight: 3, opacity: 0.9, lineJoin: 'round' as const, lineCap: 'round' as const };
          L.geoJSON(feature, { style }).bindTooltip(label ?? '', { sticky: true, className: 'map-name' }).addTo(this.layer);
          break;
        }
        L.geoJSON(feature, { style: { color: colour(tone), weight: 4, opacity: 0.8, lineJoin: 'round', lineCap: 'round' }, interactive: false }).addTo(this.layer);
        break;
      case 'visit':
        this.marker(feature, 'map-pin', 28, [14, 32]).addTo(this.layer);
        break;
      case 'technician':
        this.person(feature, seen);
        break;
    }
  }

  private person(feature: Feature, seen: Set<string>): void {
    const id = feature.properties.id ?? '';
    seen.add(id);
    const next = this.marker(feature, 'map-person', 32, [16, 16]);
    const known = this.people.get(id);
    if (!known || !this.map) {
      this.people.set(id, next.setZIndexOffset(500).addTo(this.map as L.Map));
      return;
    }
    known.setIcon(next.getIcon()).setPopupContent((next.getPopup()?.getContent() as HTMLElement | undefined) ?? '');
    const [from, to, start] = [known.getLatLng(), next.getLatLng(), performance.now()];
    if (from.equals(to)) return;
    const step = (time: number) => {
      const part = Math.min(1, (time - start) / 900);
      known.setLatLng([from.lat + (to.lat - from.lat) * part, from.lng + (to.lng - from.lng) * part]);
      if (part < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  private marker(feature: Feature, name: string, size: number, anchor: [number, number]): L.Marker {
    const { tone, mark, label, note, href } = feature.properties;
    const [longitude, latitude] = (feature.geometry as GeoJSON.Point).coordinates as [number, number];
    // Leaflet moves the outer element by its transform, so what is turned must be inside.
    const inner = document.createElement('div');
    const text = document.createElement('span');
    inner.className = `${name} tone-${tone ?? 'neutral'}`;
    text.textContent = mark ?? '';
    inner.append(text);
    const icon = L.divIcon({ className: 'map-mark', iconSize: [size, size], iconAnchor: anchor, html: inner });
    const popup = document.createElement('div');
    const title = document.createElement('strong');
    title.textContent = label ?? '';
    popup.append(title, note ?? '');
    if (href) {
      const link = document.createElement('a');
      link.href = href;
      link.textContent = ' →';
      link.setAttribute('aria-label', label ?? href);
      popup.append(link);
    }
    return L.marker([latitude, longitude], { icon, title: label ?? '', alt: label ?? '', keyboard: true }).bindPopup(popup, { offset: [0, -size / 2] });
  }
}

// The ground of the map, drawn here and always the same for a place: blocks, streets, parks and a river, without tiles from elsewhere.
import * as L from 'leaflet';

const METRES_PER_DEGREE = 111_320;

/** A number from 0 to 1 that belongs to two integers. */
function noise(x: number, y: number): number {
  let hash = (Math.imul(x, 374761393) + Math.imul(y, 668265263)) | 0;
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}

interface Style {
  land: string;
  park: string;
  water: string;
  street: string;
  avenue: string;
}

/** Leaflet's own canvas layer, one square at a time. */
export class Ground extends L.GridLayer {
  constructor(private readonly element: HTMLElement) {
    super({ tileSize: 256, updateWhenZooming: false, keepBuffer: 3 });
  }

  private style(): Style {
    const css = getComputedStyle(this.element);
    const of = (name: string) => css.getPropertyValue(`--map-${name}`).trim();
    return { land: of('land'), park: of('park'), water: of('water'), street: of('street'), avenue: of('avenue') };
  }

  protected createTile(coords: L.Coords): HTMLElement {
    const tile = document.createElement('canvas');
    const size = this.getTileSize();
    const ratio = Math.min(devicePixelRatio || 1, 2);
    tile.width = size.x * ratio;
    tile.height = size.y * ratio;
    const pen = tile.getContext('2d');
    if (!pen) return tile;
    pen.scale(ratio, ratio);
    paint(pen, size, this.bounds(coords, size), this.style(), coords.z);
    return tile;
  }

  private bounds(coords: L.Coords, size: L.Point): L.LatLngBounds {
    const corner = coords.scaleBy(size);
    const map = this._map;
    return L.latLngBounds(map.unproject(corner, coords.z), map.unproject(corner.add(size), coords.z));
  }
}

function paint(pen: CanvasRenderingContext2D, size: L.Point, bounds: L.LatLngBounds, style: Style, zoom: number): void {
  // Plane coordinates in metres around the first meridian of the tile's parallel: good enough for a picture of a city.
  const shrink = Math.cos((Math.round(bounds.getCenter().lat) * Math.PI) / 180);
  const west = bounds.getWest() * METRES_PER_DEGREE * shrink;
  const east = bounds.getEast() * METRES_PER_DEGREE * shrink;
  const north = bounds.getNorth() * METRES_PER_DEGREE;
  const south = bounds.getSouth() * METRES_PER_DEGREE;
  const x = (metres: number) => ((metres - west) / (east - west)) * size.x;
  const y = (metres: number) => ((north - metres) / (north - south)) * size.y;
  const scale = size.x / (east - west);

  pen.fillStyle = style.land;
  pen.fillRect(0, 0, size.x, size.y);
  parks();
  if (zoom >= 14) streets(220, 1.3, style.street, 0.25);
  if (zoom >= 12) streets(660, 2.4, style.street, 0.18);
  river();
  streets(2640, 4.5, style.avenue, 0);

  function parks(): void {
    const step = 660;
    pen.fillStyle = style.park;
    for (let i = Math.floor(west / step) - 1; i * step < east; i++) {
      for (let j = Math.floor(south / step) - 1; j * step < north; j++) {
        if (noise(i * 7, j * 13) > 0.12) continue;
        const width = step * (0.6 + noise(i, j) * 0.35);
        const height = step * (0.5 + noise(j, i) * 0.45);
        pen.beginPath();
        pen.roundRect(x(i * step + 40), y(j * step + 40 + height), width * scale, height * scale, 30 * scale);
        pen.fill();
      }
    }
  }

  /** Lines in both directions, each a little off the grid; some pieces are missing, as in a grown city. */
  function streets(step: number, width: number, colour: string, missing: number): void {
    pen.strokeStyle = colour;
    pen.lineWidth = Math.max(width, width * scale * 6);
    pen.beginPath();
    for (let i = Math.floor(west / step) - 1; i * step <= east + step; i++) {
      const at = (i + (noise(i, step) - 0.5) * 0.4) * step;
      for (let j = Math.floor(south / step) - 1; j * step <= north; j++) {
        if (noise(i * 31 + step, j) < missing) continue;
        pen.moveTo(x(at), y(j * step));
        pen.lineTo(x(at), y((j + 1) * step));
      }
    }
    for (let j = Math.floor(south / step) - 1; j * step <= north + step; j++) {
      const at = (j + (noise(step, j) - 0.5) * 0.4) * step;
      for (let i = Math.floor(west / step) - 1; i * step <= east; i++) {
        if (noise(i, j * 17 + step) < missing) continue;
        pen.moveTo(x(i * step), y(at));
        pen.lineTo(x((i + 1) * step), y(at));
      }
    }
    pen.stroke();
  }

  function river(): void {
    const every = 14_000;
    pen.strokeStyle = style.water;
    pen.lineWidth = Math.max(3, 340 * scale);
    pen.lineJoin = 'round';
    for (let band = Math.floor(west / every) - 1; band * every < east + every; band++) {
      pen.beginPath();
      for (let metres = south - 800; metres <= north + 800; metres += 250) {
        const bend = Math.sin(metres / 3100 + band) * 900 + Math.sin(metres / 1270) * 260;
        pen.lineTo(x(band * every + 5200 + bend), y(metres));
      }
      pen.stroke();
    }
  }
}

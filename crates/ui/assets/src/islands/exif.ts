// Keeps a photo's EXIF block (time, position) when the photo is made smaller: the server keeps it as proof, apart from the public picture.

/** The EXIF segment of a JPEG with its orientation set to upright, because the smaller picture is drawn upright. */
export function exifOf(jpeg: Uint8Array): Uint8Array | null {
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return null;
  let at = 2;
  while (at + 4 < jpeg.length && jpeg[at] === 0xff) {
    const marker = jpeg[at + 1] ?? 0;
    const length = ((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0);
    if (marker === 0xda || length < 2 || at + 2 + length > jpeg.length) return null;
    const isExif = marker === 0xe1 && String.fromCharCode(...jpeg.slice(at + 4, at + 8)) === 'Exif';
    if (isExif) return upright(jpeg.slice(at, at + 2 + length));
    at += 2 + length;
  }
  return null;
}

function upright(segment: Uint8Array): Uint8Array {
  const tiff = 10;
  if (segment.length < tiff + 14) return segment;
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > segment.length) return segment;
  const count = view.getUint16(directory, little);
  for (let entry = directory + 2; entry + 12 <= segment.length && entry < directory + 2 + count * 12; entry += 12) {
    if (view.getUint16(entry, little) === 0x0112) view.setUint16(entry + 8, 1, little);
  }
  return segment;
}

/** The JPEG with the segment right after its first marker, where readers look for it. */
export function withExif(jpeg: Uint8Array, segment: Uint8Array): Blob {
  const part = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
  return new Blob([part(jpeg.slice(0, 2)), part(segment), part(jpeg.slice(2))], { type: 'image/jpeg' });
}

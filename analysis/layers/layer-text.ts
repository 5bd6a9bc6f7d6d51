import type { BrandLayer, LayerHead } from './brand-layer.ts'

interface StoredHead {
  classes: number
  bias: readonly number[]
  reach: number
  /** A weight is a byte times this. */
  scale: number
  bytes: string
}

const STEPS = 127
/** Arguments that a call surely takes. */
const CHUNK = 8192

/** A layer as text for the database: weights as small numbers. */
export function writeLayer({ model, heads }: BrandLayer): string {
  const stored = [...heads].map(([name, head]) => [name, storeHead(head)] as const)
  return JSON.stringify({ model, heads: Object.fromEntries(stored) })
}

/** The layer of a text that `writeLayer` made. */
export function readLayer(text: string): BrandLayer {
  const { model, heads } = JSON.parse(text) as {
    model: string
    heads: Record<string, StoredHead>
  }
  return {
    model,
    heads: new Map(Object.entries(heads).map(([name, head]) => [name, openHead(head)])),
  }
}

/** The same head with weights as coarse as they are stored, so that it judges the same after a restart. */
export function roundHead(head: LayerHead): LayerHead {
  return openHead(storeHead(head))
}

function storeHead({ classes, bias, reach, weights }: LayerHead): StoredHead {
  const most = weights.reduce((max, weight) => Math.max(max, Math.abs(weight)), 0)
  const scale = most / STEPS
  const bytes = Uint8Array.from(weights, (weight) => (scale === 0 ? 0 : Math.round(weight / scale)))
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return { classes, bias, reach, scale, bytes: btoa(text) }
}

function openHead({ classes, bias, reach, scale, bytes }: StoredHead): LayerHead {
  const signed = Int8Array.from(atob(bytes), (char) => char.charCodeAt(0))
  return { classes, bias, reach, weights: Float32Array.from(signed, (byte) => byte * scale) }
}
